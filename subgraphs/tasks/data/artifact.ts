import { defineEntity, type InferEntity, p } from '@mikro-orm/core'
import type { Task } from './task.ts'

/** A task's picture in object storage. */
export const Artifact = defineEntity({
  name: 'Artifact',
  tableName: 'artifacts',
  properties: {
    /** The worker's UUIDv7 for the picture. */
    id: p.string().length(36).primary(),
    taskId: p.string().length(36),
    /** The attempt that reported it; visible only while it is the task's current one. */
    attempt: p.integer(),
    index: p.integer().fieldName('picture_index'),
    key: p.string().length(512).fieldName('object_key'),
    contentType: p.string().length(100),
    width: p.integer(),
    height: p.integer(),
    bytes: p.integer(),
    seed: p.integer().strictNullable(),
    createdAt: p.datetime(3),
  },
  uniques: [{ properties: ['taskId', 'index'] }],
})

export type Artifact = InferEntity<typeof Artifact>

/** Whether a picture is visible: those of a running or completed attempt are. */
export const isArtifactVisible = (task: Task, artifact: Artifact): boolean =>
  artifact.attempt === task.attempt && (task.status === 'PROCESSING' || task.status === 'COMPLETED')
