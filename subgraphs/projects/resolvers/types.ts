import { userReference } from '../data/userReference.ts'
import { levelOf, reaches } from '../domain/access.ts'
import type {
  ProjectInvitationBlockResolvers,
  ProjectInvitationResolvers,
  ProjectMemberResolvers,
  ProjectResolvers,
  UserResolvers,
} from './types.generated.ts'

export const Project: ProjectResolvers = {
  // Asynchronous, as a reference that throws synchronously would fail all others of the list.
  __resolveReference: async ({ id }, { loaders }) => loaders.project.load(id),
  owner: project => userReference(project.ownerId),
  members: async (project, _, { loaders }) => project.members ?? loaders.members.load(project.id),
  invitations: async (project, page, { loaders, caller }) => {
    const level = levelOf(caller.viewer, project, await loaders.viewerRole.load(project.id))
    return reaches(level, 'manage') ? loaders.invitationsOf(project.id, page) : null
  },
  viewerRole: async (project, _, { loaders, caller }) => {
    if (!project.members) return loaders.viewerRole.load(project.id)
    return project.members.find(member => member.userId === caller.viewer?.id)?.role ?? null
  },
}

export const ProjectMember: ProjectMemberResolvers = {
  user: member => userReference(member.userId),
}

export const ProjectInvitation: ProjectInvitationResolvers = {
  project: ({ projectId }, _, { loaders }) => loaders.invitedProject.load(projectId),
  user: ({ userId }) => userReference(userId),
  invitedBy: ({ invitedById }) => userReference(invitedById),
}

export const ProjectInvitationBlock: ProjectInvitationBlockResolvers = {
  user: ({ blockedUserId }) => userReference(blockedUserId),
  blockedAt: ({ createdAt }) => createdAt,
}

export const User: UserResolvers = {
  __resolveReference: async ({ id }) => userReference(id),
  projects: (user, page, { loaders }) => loaders.projectsOf(user.id, page),
  projectInvitations: ({ id }, page, { caller, loaders }) =>
    caller.viewer?.id === id ? loaders.invitationsTo(id, page) : null,
  projectInvitationBlocks: ({ id }, page, { caller, loaders }) =>
    caller.viewer?.id === id ? loaders.blocksOf(id, page) : null,
}
