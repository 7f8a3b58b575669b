import type { Cache } from '../cache/cache.ts'
import { createMemoryCache } from '../cache/memoryCache.ts'
import type { Logger } from '../log/logger.ts'
import { type Clock, systemClock } from '../time/clock.ts'
import { ACCESS_TOKEN_TTL_MS, type RevokedSessions } from './tokens.ts'

/** The list of sessions that were ended while access tokens of theirs may still be good. */
export interface RevocationList extends RevokedSessions {
  /** Resolves also when the cache could not be told; it is then told as soon as it answers again. */
  revoke(sessionIds: readonly string[]): Promise<void>
}

/** What a list of ended sessions stands on. */
export interface RevocationListOptions {
  log: Logger
  clock?: Clock
  /** How long to wait before a cache that did not answer is told again. */
  retryMs?: number
  /** Hears of each token that was let in without asking the cache, for a metric. */
  onUnchecked?: () => void
}

/** As many ended sessions as this process remembers by itself; beyond, those it heard of longest ago go first. */
const MAX_REMEMBERED = 50_000

/**
 * The ended sessions, kept in the cache for as long as the longest-lived access token of a session.
 *
 * A cache that cannot be asked must not shut everybody out, so the token is then believed, unless this process knows by
 * itself that the session was ended: it remembers all that it ended and all that the cache ever told it. Somebody whose
 * session was ended elsewhere gets in for as long as the cache is away and the access token good: at most
 * `ACCESS_TOKEN_TTL_MS`, fifteen minutes, as a refresh token is checked in the database. The same bound holds when a
 * process dies before the cache could be told.
 */
export function createRevocationList(cache: Cache, options: RevocationListOptions): RevocationList {
  const { log, clock = systemClock, retryMs = 1_000, onUnchecked } = options
  const remembered = createMemoryCache({ clock, maxEntries: MAX_REMEMBERED })
  /** The sessions that the cache is yet to be told of, with when their last access token ends, in milliseconds. */
  const untold = new Map<string, number>()
  const keyOf = (sessionId: string) => `session:revoked:${sessionId}`
  const remember = (sessionId: string) => remembered.set(sessionId, true, { ttlMs: ACCESS_TOKEN_TTL_MS })
  let away = false

  function cacheIsAway(error: unknown): void {
    if (!away) log.warn({ err: error }, 'revocation list unavailable, accepting unexpired tokens')
    away = true
  }

  function cacheAnswered(): void {
    if (away) log.info({ untold: untold.size }, 'revocation list available again')
    away = false
  }

  /** @returns whether the cache now knows. */
  async function tell(sessionId: string, endsAt: number): Promise<boolean> {
    try {
      await cache.set(keyOf(sessionId), true, { ttlMs: endsAt - clock.now().getTime() })
    } catch (error) {
      cacheIsAway(error)
      untold.set(sessionId, endsAt)
      tellLater()
      return false
    }
    untold.delete(sessionId)
    cacheAnswered()
    return true
  }

  let timer: NodeJS.Timeout | undefined
  function tellLater(): void {
    timer ??= setTimeout(async () => {
      for (const [sessionId, endsAt] of untold) {
        if (endsAt <= clock.now().getTime()) untold.delete(sessionId)
        else if (!(await tell(sessionId, endsAt))) break
      }
      timer = undefined
      if (untold.size > 0) tellLater()
    }, retryMs)
    timer.unref()
  }

  return {
    async isRevoked(sessionId) {
      if (await remembered.get(sessionId)) return true
      try {
        const revoked = (await cache.get<boolean>(keyOf(sessionId))) === true
        cacheAnswered()
        if (revoked) await remember(sessionId)
        return revoked
      } catch (error) {
        cacheIsAway(error)
        onUnchecked?.()
        return false
      }
    },

    async revoke(sessionIds) {
      const endsAt = clock.now().getTime() + ACCESS_TOKEN_TTL_MS
      await Promise.all(sessionIds.map(remember))
      await Promise.all(sessionIds.map(id => tell(id, endsAt)))
    },
  }
}
