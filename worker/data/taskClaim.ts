import { defineEntity, type InferEntity, p } from '@mikro-orm/core'

/** The last claim of a task, so that a redelivered message starts no attempt twice. */
export const TaskClaim = defineEntity({
  name: 'TaskClaim',
  tableName: 'known_tasks',
  properties: {
    taskId: p.string().length(36).primary(),
    /** The last attempt received here; 0 without one. */
    attempt: p.integer(),
    /** Claims of that attempt: more than one when a worker was killed during it. */
    claimCount: p.integer().fieldName('takes'),
    /** Whether that attempt has ended. */
    ended: p.boolean(),
    /** Whether the task is over, so that later attempts are rejected, too. */
    canceled: p.boolean(),
    changedAt: p.datetime(3),
  },
  indexes: [{ properties: ['changedAt'] }, { properties: ['canceled', 'changedAt'] }],
})

export type TaskClaim = InferEntity<typeof TaskClaim>
