import type { Cache } from '../cache/cache.ts'
import { ACCESS_TOKEN_TTL_MS, type RevokedSessions } from './tokens.ts'

/** The list of sessions that were ended while access tokens of theirs may still be good. */
export interface RevocationList extends RevokedSessions {
  revoke(sessionIds: readonly string[]): Promise<void>
}

/** Kept in the cache for as long as the longest-lived access token of the session. */
export function createRevocationList(cache: Cache): RevocationList {
  const keyOf = (sessionId: string) => `session:revoked:${sessionId}`
  return {
    isRevoked: async sessionId => (await cache.get<boolean>(keyOf(sessionId))) === true,
    async revoke(sessionIds) {
      await Promise.all(sessionIds.map(id => cache.set(keyOf(id), true, { ttlMs: ACCESS_TOKEN_TTL_MS })))
    },
  }
}
