import { createHash } from 'node:crypto'
import type { Counters } from '@atelier/platform/cache/localFallback.ts'
import { rateLimited } from '@atelier/platform/errors/graphqlErrors.ts'
import type { Clock } from '@atelier/platform/time/clock.ts'
import { type TryLimit, waitAfter } from '../domain/tryLimit.ts'

/** Counts attempts and delays further ones, over all replicas that share the counters. */
export interface GrowingWaits {
  /** @throws RATE_LIMITED while any of these keys has to wait. */
  check(keys: readonly TryKey[]): Promise<void>
  /**
   * Counts an attempt.
   * @param extra free attempts besides those of the limit.
   * @returns the attempts in the window.
   */
  count(key: TryKey, limit: TryLimit, extra?: number): Promise<number>
}

/** The key of a count: a kind, and texts of any length that callers choose. */
export type TryKey = readonly [kind: string, ...of: string[]]

export function createGrowingWaits({ counters, clock }: { counters: Counters; clock: Clock }): GrowingWaits {
  return {
    async check(keys) {
      const now = clock.now().getTime()
      const ends = await Promise.all(keys.map(key => counters.get<number>(waitKey(key))))
      const waitMs = Math.max(0, ...ends.map(end => (end ?? 0) - now))
      if (waitMs > 0) throw rateLimited(Math.ceil(waitMs / 1_000))
    },

    async count(key, limit, extra = 0) {
      const { value } = await counters.increment(cacheKey(key), { ttlMs: limit.windowMs })
      const waitMs = waitAfter(value, { ...limit, free: limit.free + extra })
      if (waitMs > 0) await counters.set(waitKey(key), clock.now().getTime() + waitMs, { ttlMs: waitMs })
      return value
    },
  }
}

/** Hashed, as callers choose the texts and their lengths. */
export const cacheKey = ([kind, ...of]: TryKey): string =>
  `users:tries:${kind}:${createHash('sha256').update(JSON.stringify(of)).digest('base64url')}`

const waitKey = (key: TryKey) => `${cacheKey(key)}:wait`
