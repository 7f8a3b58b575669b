import type { Cache } from '@atelier/platform/cache/cache.ts'
import { rateLimited } from '@atelier/platform/errors/graphqlErrors.ts'
import type { Logger } from '@atelier/platform/log/logger.ts'

/** Counts what people do within a window of time. */
export interface Windows {
  /** @param limit how often they may in a window; `Infinity` for as often as they like. @throws RATE_LIMITED when that was all. */
  count(what: string, personId: string, limit: number): Promise<void>
}

/** Windows over the replicas that share the cache; one that is away lets everybody through. */
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
