import { defineEntity, type InferEntity, p } from '@mikro-orm/core'
import type { TaskStatus } from '../domain/taskState.ts'

/** A status that a task came to: one line of its timeline. */
export const TaskTransition = defineEntity({
  name: 'TaskTransition',
  tableName: 'task_transitions',
  properties: {
    /** UUIDv7: lines sort in the order in which they were written. */
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
