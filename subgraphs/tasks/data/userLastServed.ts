import { defineEntity, type InferEntity, p } from '@mikro-orm/core'

/** When the dispatcher last served a user; no row for one never served. */
export const UserLastServed = defineEntity({
  name: 'UserLastServed',
  tableName: 'user_turns',
  properties: {
    userId: p.string().length(36).primary(),
    lastServedAt: p.datetime(3),
  },
})

export type UserLastServed = InferEntity<typeof UserLastServed>
