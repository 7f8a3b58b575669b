import { scalarResolvers } from '@atelier/platform/graphql/scalars.ts'
import { acceptProjectInvitation } from './acceptProjectInvitation.ts'
import { addProjectMember } from './addProjectMember.ts'
import { archiveProject } from './archiveProject.ts'
import { blockProjectInvitations, unblockProjectInvitations } from './blockProjectInvitations.ts'
import { createProject } from './createProject.ts'
import { declineProjectInvitation } from './declineProjectInvitation.ts'
import { deleteProject } from './deleteProject.ts'
import { project } from './project.ts'
import { ProjectInvitation, ProjectInvitationBlock } from './projectInvitationType.ts'
import { ProjectMember } from './projectMemberType.ts'
import { projects } from './projects.ts'
import { Project } from './projectType.ts'
import { removeProjectMember } from './removeProjectMember.ts'
import { restoreProject } from './restoreProject.ts'
import type { Resolvers } from './types.generated.ts'
import { updateProject } from './updateProject.ts'
import { User } from './userType.ts'

export const resolvers: Resolvers = {
  DateTime: scalarResolvers.DateTime,
  Query: { project, projects },
  Mutation: {
    createProject,
    updateProject,
    archiveProject,
    restoreProject,
    deleteProject,
    addProjectMember,
    removeProjectMember,
    acceptProjectInvitation,
    declineProjectInvitation,
    blockProjectInvitations,
    unblockProjectInvitations,
  },
  Project,
  ProjectMember,
  ProjectInvitation,
  ProjectInvitationBlock,
  User,
}
