import type { Cache } from '../cache/cache.ts'
import { createMemoryCache } from '../cache/memoryCache.ts'
import type { Logger } from '../log/logger.ts'
import { type Clock, systemClock } from '../time/clock.ts'
import { MAX_ACCESS_TOKEN_TTL_MS, type RevokedSessions } from './tokens.ts'

/** The list of revoked sessions whose access tokens have not expired yet. */
export interface RevocationList extends RevokedSessions {
  /** Resolves even when the cache is unavailable; the revocation is then written when the cache is back. */
  revoke(sessionIds: readonly string[]): Promise<void>
}

/** Dependencies of a revocation list. */
export interface RevocationListOptions {
  log: Logger
  clock?: Clock
  /** Milliseconds between retries of a failed cache write. */
  retryMs?: number
  /** Called for each token accepted without a cache lookup, for a metric. */
  onUnchecked?: () => void
}

/** Revoked sessions that this process remembers; beyond, the oldest are dropped. */
const MAX_REMEMBERED = 50_000

/**
 * Revoked sessions, cached for the longest life that an access token may have by settings: those of this process say
 * nothing of tokens that were signed under earlier ones.
 *
 * While the cache is unavailable tokens are accepted, so that an outage does not reject every caller, unless this
 * process knows the session as revoked: it remembers those it revoked and those the cache ever returned. A session
 * revoked elsewhere is thus accepted while the cache is away and the access token valid: at most its lifetime,
 * fifteen minutes by default, as refresh tokens are checked in the database. The same bound holds when a process dies before its
 * write to the cache.
 */
export function createRevocationList(cache: Cache, options: RevocationListOptions): RevocationList {
  const { log, clock = systemClock, retryMs = 1_000, onUnchecked } = options
  const remembered = createMemoryCache({ clock, maxEntries: MAX_REMEMBERED })
  /** Sessions not written to the cache yet, with the expiry of their last access token, in milliseconds. */
  const pending = new Map<string, number>()
  const keyOf = (sessionId: string) => `session:revoked:${sessionId}`
  const remember = (sessionId: string) => remembered.set(sessionId, true, { ttlMs: MAX_ACCESS_TOKEN_TTL_MS })
  let away = false

  function onUnavailable(error: unknown): void {
    if (!away) log.warn({ err: error }, 'revocation list unavailable, accepting unexpired tokens')
    away = true
  }

  function onAvailable(): void {
    if (away) log.info({ pending: pending.size }, 'revocation list available again')
    away = false
  }

  /** @returns whether the cache write succeeded. */
  async function store(sessionId: string, endsAt: number): Promise<boolean> {
    try {
      await cache.set(keyOf(sessionId), true, { ttlMs: endsAt - clock.now().getTime() })
    } catch (error) {
      onUnavailable(error)
      pending.set(sessionId, endsAt)
      storeLater()
      return false
    }
    pending.delete(sessionId)
    onAvailable()
    return true
  }

  let timer: NodeJS.Timeout | undefined
  function storeLater(): void {
    timer ??= setTimeout(async () => {
      for (const [sessionId, endsAt] of pending) {
        if (endsAt <= clock.now().getTime()) pending.delete(sessionId)
        else if (!(await store(sessionId, endsAt))) break
      }
      timer = undefined
      if (pending.size > 0) storeLater()
    }, retryMs)
    timer.unref()
  }

  return {
    async isRevoked(sessionId) {
      if (await remembered.get(sessionId)) return true
      try {
        const revoked = (await cache.get<boolean>(keyOf(sessionId))) === true
        onAvailable()
        if (revoked) await remember(sessionId)
        return revoked
      } catch (error) {
        onUnavailable(error)
        onUnchecked?.()
        return false
      }
    },

    async revoke(sessionIds) {
      const endsAt = clock.now().getTime() + MAX_ACCESS_TOKEN_TTL_MS
      await Promise.all(sessionIds.map(remember))
      await Promise.all(sessionIds.map(id => store(id, endsAt)))
    },
  }
}
