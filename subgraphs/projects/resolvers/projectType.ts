import { userReference } from '../data/userReference.ts'
import { levelOf, reaches } from '../domain/access.ts'
import type { ProjectResolvers } from './types.generated.ts'

export const Project: ProjectResolvers = {
  // Asynchronous, as a reference that throws at once would fail all others of the list.
  __resolveReference: async ({ id }, { loaders }) => loaders.project.load(id),
  owner: project => userReference(project.ownerId),
  members: async (project, _, { loaders }) => project.members ?? loaders.members.load(project.id),
  invitations: async (project, page, { loaders, viewer }) => {
    const level = levelOf(viewer, project, await loaders.viewerRole.load(project.id))
    return reaches(level, 'manage') ? loaders.invitationsOf(project.id, page) : null
  },
  viewerRole: async (project, _, { loaders, viewer }) => {
    if (!project.members) return loaders.viewerRole.load(project.id)
    return project.members.find(member => member.userId === viewer?.id)?.role ?? null
  },
}
