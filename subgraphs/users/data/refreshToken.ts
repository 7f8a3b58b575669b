import { defineEntity, type InferEntity, p } from '@mikro-orm/core'

/** A refresh token of a session. Used ones are stored until they expire, so that reuse is detected. */
export const RefreshToken = defineEntity({
  name: 'RefreshToken',
  tableName: 'refresh_tokens',
  properties: {
    /** SHA-256 in hex; the token itself is never stored. */
    tokenHash: p.string().length(64).primary(),
    sessionId: p.string().length(36).index(),
    createdAt: p.datetime(3),
    usedAt: p.datetime(3).strictNullable().index(),
    /** With the token it makes the successor again; erased some time after the grace period. */
    successorSeed: p.string().length(43).strictNullable(),
    expiresAt: p.datetime(3).index(),
  },
})

export type RefreshToken = InferEntity<typeof RefreshToken>
