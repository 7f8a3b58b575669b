import { defineEntity, type InferEntity, p } from '@mikro-orm/core'

/** What this worker remembers of a task, so that a message that comes twice starts nothing twice. */
export const KnownTask = defineEntity({
  name: 'KnownTask',
  tableName: 'known_tasks',
  properties: {
    taskId: p.string().length(36).primary(),
    /** The last attempt that came here; 0 when none did. */
    attempt: p.integer(),
    /** How often that attempt was taken up: more than once when the worker was killed in the middle of it. */
    takes: p.integer(),
    /** Whether that attempt has ended. */
    ended: p.boolean(),
    /** Whether the task as a whole is over, so that no later attempt is welcome either. */
    canceled: p.boolean(),
    changedAt: p.datetime(3),
  },
  indexes: [{ properties: ['changedAt'] }, { properties: ['canceled', 'changedAt'] }],
})

export type KnownTask = InferEntity<typeof KnownTask>
