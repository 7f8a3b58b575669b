import { defineEntity, type InferEntity, p } from '@mikro-orm/core'

/** A session of a client, from sign-in to sign-out; its id is the `sid` of its access tokens. */
export const Session = defineEntity({
  name: 'Session',
  tableName: 'sessions',
  properties: {
    id: p.string().length(36).primary(),
    userId: p.string().length(36),
    createdAt: p.datetime(3),
    /** When it was opened or last refreshed. */
    lastUsedAt: p.datetime(3),
    /** Expiry of its newest refresh token, and of the session. */
    expiresAt: p.datetime(3).index(),
    revokedAt: p.datetime(3).strictNullable().index(),
  },
  indexes: [{ properties: ['userId', 'revokedAt'] }],
})

export type Session = InferEntity<typeof Session>
