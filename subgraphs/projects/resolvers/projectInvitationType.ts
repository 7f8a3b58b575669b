import { userReference } from '../data/userReference.ts'
import type { ProjectInvitationBlockResolvers, ProjectInvitationResolvers } from './types.generated.ts'

export const ProjectInvitation: ProjectInvitationResolvers = {
  project: ({ projectId }, _, { loaders }) => loaders.invitedProject.load(projectId),
  user: ({ userId }) => userReference(userId),
  invitedBy: ({ invitedById }) => userReference(invitedById),
}

export const ProjectInvitationBlock: ProjectInvitationBlockResolvers = {
  user: ({ blockedUserId }) => userReference(blockedUserId),
  blockedAt: ({ createdAt }) => createdAt,
}
