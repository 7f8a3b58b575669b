import type { Cache } from '@atelier/platform/cache/cache.ts'
import { rateLimited } from '@atelier/platform/errors/graphqlErrors.ts'
import type { Logger } from '@atelier/platform/log/logger.ts'

/** Rate limits of users, by fixed window. */
export interface Windows {
  /** @param limit per window; `Infinity` for none. @throws RATE_LIMITED above the limit. */
  count(what: string, personId: string, limit: number): Promise<void>
}

/** Rate limits over the replicas that share the cache; without a cache all requests pass. */
export function createWindows({ cache, windowMs, log }: { cache: Cache; windowMs: number; log: Logger }): Windows {
  return {
    async count(what, personId, limit) {
      if (limit === Infinity) return
      const counted = await cache.increment(`tasks:${what}:${personId}`, { ttlMs: windowMs }).catch(error => {
        log.warn({ err: error }, 'rate limit window not counted')
        return undefined
      })
      if (counted && counted.value > limit) throw rateLimited(Math.ceil(counted.resetsInMs / 1000))
    },
  }
}
