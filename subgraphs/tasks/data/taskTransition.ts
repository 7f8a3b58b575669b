import { defineEntity, type InferEntity, p } from '@mikro-orm/core'
import type { TaskStatus } from '../domain/taskState.ts'

/** A status change of a task: an entry of its timeline. */
export const TaskTransition = defineEntity({
  name: 'TaskTransition',
  tableName: 'task_transitions',
  properties: {
    /** UUIDv7: sorts by insertion time. */
    id: p.string().length(36).primary(),
    taskId: p.string().length(36),
    status: p.string().length(20).$type<TaskStatus>(),
    attempt: p.integer(),
    message: p.text().strictNullable(),
    at: p.datetime(3),
  },
  indexes: [{ properties: ['taskId', 'id'] }],
})

export type TaskTransition = InferEntity<typeof TaskTransition>
