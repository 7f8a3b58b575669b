import { defineEntity, type InferEntity, p } from '@mikro-orm/core'

/** The last claim of a task's attempts, so that a message that comes twice starts nothing twice. */
export const TaskClaim = defineEntity({
  name: 'TaskClaim',
  tableName: 'known_tasks',
  properties: {
    taskId: p.string().length(36).primary(),
    /** The last attempt that came here; 0 when none did. */
    attempt: p.integer(),
    /** How often that attempt was claimed: more than once when the worker was killed in the middle of it. */
    claimCount: p.integer().fieldName('takes'),
    /** Whether that attempt has ended. */
    ended: p.boolean(),
    /** Whether the task as a whole is over, so that no later attempt is welcome either. */
    canceled: p.boolean(),
    changedAt: p.datetime(3),
  },
  indexes: [{ properties: ['changedAt'] }, { properties: ['canceled', 'changedAt'] }],
})

export type TaskClaim = InferEntity<typeof TaskClaim>
