import { defineEntity, type InferEntity, p } from '@mikro-orm/core'
import { PROJECT_ROLES } from '../domain/access.ts'
import { Project } from './project.ts'

/** A user's membership of a project. */
export const ProjectMember = defineEntity({
  name: 'ProjectMember',
  tableName: 'project_members',
  properties: {
    projectId: () => p.manyToOne(Project).mapToPk().primary().fieldName('project_id').deleteRule('cascade'),
    userId: p.string().length(36).primary(),
    role: p.enum(PROJECT_ROLES),
    joinedAt: p.datetime(3),
  },
  indexes: [{ properties: ['userId', 'projectId'] }],
})

export type ProjectMember = InferEntity<typeof ProjectMember>
