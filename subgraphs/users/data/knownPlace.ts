import { defineEntity, type InferEntity, p } from '@mikro-orm/core'

/** Where somebody signed in before: a network or a device. */
export const KnownPlace = defineEntity({
  name: 'KnownPlace',
  tableName: 'known_places',
  properties: {
    userId: p.string().length(36).primary(),
    /** SHA-256 in hex of what the place is known by; neither addresses nor tokens are kept. */
    placeHash: p.string().length(64).primary(),
    kind: p.string().length(16).$type<'address' | 'device'>(),
    /** When somebody signed in from here last. */
    lastUsedAt: p.datetime(3).index(),
  },
})

export type KnownPlace = InferEntity<typeof KnownPlace>
