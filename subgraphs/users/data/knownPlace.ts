import { defineEntity, type InferEntity, p } from '@mikro-orm/core'

/** A known place of a user's sign-ins: a network or a device. */
export const KnownPlace = defineEntity({
  name: 'KnownPlace',
  tableName: 'known_places',
  properties: {
    userId: p.string().length(36).primary(),
    /** SHA-256 in hex of the network or device token; neither is stored in clear. */
    placeHash: p.string().length(64).primary(),
    kind: p.string().length(16).$type<'address' | 'device'>(),
    /** The last sign-in from here. */
    lastUsedAt: p.datetime(3).index(),
  },
})

export type KnownPlace = InferEntity<typeof KnownPlace>
