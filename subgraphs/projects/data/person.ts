import { defineEntity, type InferEntity, p } from '@mikro-orm/core'

/** A row for each person, locked while what they have is counted against a limit and added to. */
export const Person = defineEntity({
  name: 'Person',
  tableName: 'people',
  properties: {
    userId: p.string().length(36).primary(),
    /** Written by each lock. */
    countedAt: p.datetime(3),
  },
})

export type Person = InferEntity<typeof Person>
