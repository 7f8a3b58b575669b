import { defineEntity, type InferEntity, p } from '@mikro-orm/core'

/** What this worker is through with, so that a message that comes twice starts nothing. */
export const EndedTask = defineEntity({
  name: 'EndedTask',
  tableName: 'ended_tasks',
  properties: {
    taskId: p.string().length(36).primary(),
    /** The last attempt that ended here. */
    attempt: p.integer(),
    /** Whether the task as a whole is over, so that no later attempt is welcome either. */
    canceled: p.boolean(),
    endedAt: p.datetime(3),
  },
  indexes: [{ properties: ['endedAt'] }],
})

export type EndedTask = InferEntity<typeof EndedTask>
