import { userReference } from '../data/userReference.ts'
import type { UserResolvers } from './types.generated.ts'

export const User: UserResolvers = {
  __resolveReference: async ({ id }) => userReference(id),
  projects: (user, page, { loaders }) => loaders.projectsOf(user.id, page),
  projectInvitations: ({ id }, page, { viewer, loaders }) =>
    viewer?.id === id ? loaders.invitationsTo(id, page) : null,
  projectInvitationBlocks: ({ id }, page, { viewer, blocks }) => (viewer?.id === id ? blocks.pageOf(id, page) : null),
}
