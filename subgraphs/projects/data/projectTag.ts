import { defineEntity, type InferEntity, p } from '@mikro-orm/core'
import { MAX_TAG } from '../domain/projectInput.ts'
import { Project } from './project.ts'

/** One tag of a project, indexed for lookups. */
export const ProjectTag = defineEntity({
  name: 'ProjectTag',
  tableName: 'project_tags',
  properties: {
    projectId: () => p.manyToOne(Project).mapToPk().primary().fieldName('project_id').deleteRule('cascade'),
    tag: p.string().length(MAX_TAG).primary(),
  },
  indexes: [{ properties: ['tag', 'projectId'] }],
})

export type ProjectTag = InferEntity<typeof ProjectTag>
