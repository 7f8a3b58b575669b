import { maySeeEmail } from './permissions.ts'
import type { UserResolvers } from './types.generated.ts'

export const User: UserResolvers = {
  __resolveReference: async ({ id }, { loaders }) => loaders.profile.load(id),
  email: ({ id, email, own }, _, { caller }) => (own || maySeeEmail(caller.viewer, id) ? email : null),
}
