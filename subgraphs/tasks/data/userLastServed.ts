import { defineEntity, type InferEntity, p } from '@mikro-orm/core'

/** When a user was last served by the dispatcher; no row for one who never was. */
export const UserLastServed = defineEntity({
  name: 'UserLastServed',
  tableName: 'user_turns',
  properties: {
    userId: p.string().length(36).primary(),
    lastServedAt: p.datetime(3),
  },
})

export type UserLastServed = InferEntity<typeof UserLastServed>
