import { defineEntity, type InferEntity, p } from '@mikro-orm/core'

/** One row per user, locked while their rows are counted against a limit and one is inserted. */
export const Person = defineEntity({
  name: 'Person',
  tableName: 'people',
  properties: {
    userId: p.string().length(36).primary(),
    /** Updated by each lock. */
    countedAt: p.datetime(3),
  },
})

export type Person = InferEntity<typeof Person>
