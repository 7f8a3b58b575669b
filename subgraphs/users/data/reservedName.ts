import { defineEntity, type InferEntity, p } from '@mikro-orm/core'

/** A reserved name, of a present, former or future administrator; confusable names are reserved with it. */
export const ReservedName = defineEntity({
  name: 'ReservedName',
  tableName: 'reserved_names',
  properties: {
    /** SHA-256 in hex of the name's skeleton, so that no readable name is left of a deleted account. */
    nameHash: p.string().length(64).primary(),
    /** Whether its first registration, if soon after `createdAt`, creates an administrator. */
    opens: p.boolean(),
    createdAt: p.datetime(3),
  },
})

export type ReservedName = InferEntity<typeof ReservedName>
