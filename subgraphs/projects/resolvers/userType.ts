import { userReference } from '../data/userReference.ts'
import type { UserResolvers } from './types.generated.ts'

export const User: UserResolvers = {
  __resolveReference: async ({ id }) => userReference(id),
  projects: (user, page, { loaders }) => loaders.projectsOf(user.id, page),
}
