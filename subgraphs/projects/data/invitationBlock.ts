import type { Connection } from '@atelier/platform/graphql/connection.ts'
import { defineEntity, type InferEntity, p } from '@mikro-orm/core'

/** A user whose invitations another user has blocked. */
export const InvitationBlock = defineEntity({
  name: 'InvitationBlock',
  tableName: 'invitation_blocks',
  properties: {
    /** UUIDv7: sorts by the time of the block. */
    id: p.string().length(36).primary(),
    /** The blocking user. */
    userId: p.string().length(36),
    blockedUserId: p.string().length(36).index(),
    createdAt: p.datetime(3),
  },
  uniques: [{ properties: ['userId', 'blockedUserId'] }],
  indexes: [{ properties: ['userId', 'id'] }],
})

export type InvitationBlock = InferEntity<typeof InvitationBlock>

export type InvitationBlockConnection = Connection<InvitationBlock>
