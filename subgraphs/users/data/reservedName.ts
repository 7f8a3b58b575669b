import { defineEntity, type InferEntity, p } from '@mikro-orm/core'

/** A name that is or was an administrator's, or shall be one's: nobody may take it or one that looks like it. */
export const ReservedName = defineEntity({
  name: 'ReservedName',
  tableName: 'reserved_names',
  properties: {
    /** SHA-256 in hex of the name's skeleton, so that nothing readable is left of who deletes their account. */
    nameHash: p.string().length(64).primary(),
    /** Whether its first registration is still to come, and makes an administrator if that is soon after `createdAt`. */
    opens: p.boolean(),
    createdAt: p.datetime(3),
  },
})

export type ReservedName = InferEntity<typeof ReservedName>
