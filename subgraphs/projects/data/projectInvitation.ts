import type { Connection } from '@atelier/platform/graphql/connection.ts'
import { defineEntity, type InferEntity, p } from '@mikro-orm/core'
import { PROJECT_ROLES } from '../domain/access.ts'
import { Project } from './project.ts'

/** A user's pending invitation to a project. */
export const ProjectInvitation = defineEntity({
  name: 'ProjectInvitation',
  tableName: 'project_invitations',
  properties: {
    /** UUIDv7: sorts by the time of the invitation. */
    id: p.string().length(36).primary(),
    projectId: () => p.manyToOne(Project).mapToPk().fieldName('project_id').deleteRule('cascade'),
    userId: p.string().length(36),
    role: p.enum(PROJECT_ROLES),
    invitedById: p.string().length(36),
    createdAt: p.datetime(3),
    expiresAt: p.datetime(3),
  },
  uniques: [{ properties: ['projectId', 'userId'] }],
  indexes: [{ properties: ['userId', 'id'] }, { properties: ['invitedById', 'userId'] }],
})

export type ProjectInvitation = InferEntity<typeof ProjectInvitation>

export type ProjectInvitationConnection = Connection<ProjectInvitation>
