import type { Cache } from '@atelier/platform/cache/cache.ts'
import { rateLimited } from '@atelier/platform/errors/graphqlErrors.ts'
import type { Clock } from '@atelier/platform/time/clock.ts'
import type { GraphQLError } from 'graphql'
import { LRUCache } from 'lru-cache'
import type { CountedCaller } from './caller.ts'
import { callerKey } from './callerKey.ts'
import type { CpuBudget } from './cpuBudget.ts'

export interface RateLimitOptions {
  /** Name of the counter in the shared cache. */
  name: string
  /** Operations of one caller in one window, over all replicas; `Infinity` for no limit. */
  limit: number
  windowMs: number
  /** Counters shared by all replicas, which fall back to those of this process during an outage. */
  shared: Pick<Cache, 'increment'>
  clock: Clock
  /** Rejects a caller that has spent it, whatever the count. */
  cpuBudget?: Pick<CpuBudget, 'rejectionOf'>
}

/** Operations of one caller in this process in a window; times are epoch milliseconds. */
interface Window {
  count: number
  endsAt: number
  /** End of the shared window in which all replicas together exceeded the limit. */
  closedUntil: number
}

/** Maximum callers counted; the least recently used are evicted with their counts. */
const MAX_CALLERS = 50_000

/** Parts of a limit; replicas share their counts part by part. */
const PARTS = 50

/**
 * A rate limit of operations for each caller, in fixed windows.
 *
 * Replicas share their counts in parts of a fiftieth of the limit, so that a caller far from it costs no request to the
 * shared counters. Each replica admits at most one part too many, and never more than the limit by itself.
 */
export class RateLimit {
  readonly #options: RateLimitOptions
  readonly #part: number
  readonly #windows = new LRUCache<string, Window>({ max: MAX_CALLERS })

  constructor(options: RateLimitOptions) {
    this.#options = options
    this.#part = Math.ceil(options.limit / PARTS)
  }

  /**
   * Counts one operation.
   * @returns a RATE_LIMITED error when it exceeds the limit, or the caller's CPU budget is spent.
   */
  async admit(caller: CountedCaller): Promise<GraphQLError | undefined> {
    const { limit, cpuBudget } = this.#options
    if (limit === Infinity) return cpuBudget?.rejectionOf(caller)
    const key = callerKey(caller)
    const now = this.#options.clock.now().getTime()
    const window = this.#window(key, now)
    window.count += 1
    if (window.closedUntil > now) return tooMany(window.closedUntil - now)
    if (window.count > limit) return tooMany(window.endsAt - now)
    const rejection = window.count % this.#part === 0 ? await this.#share(key, window, now) : undefined
    return rejection ?? cpuBudget?.rejectionOf(caller)
  }

  #window(key: string, now: number): Window {
    const known = this.#windows.get(key)
    if (known && Math.max(known.endsAt, known.closedUntil) > now) return known
    const window = { count: 0, endsAt: now + this.#options.windowMs, closedUntil: 0 }
    this.#windows.set(key, window)
    return window
  }

  async #share(key: string, window: Window, now: number): Promise<GraphQLError | undefined> {
    const { name, limit, windowMs, shared } = this.#options
    const { value, resetsInMs } = await shared.increment(`${name}:${key}`, { ttlMs: windowMs })
    if (value * this.#part <= limit) return undefined
    window.closedUntil = now + resetsInMs
    return tooMany(resetsInMs)
  }
}

function tooMany(remainingMs: number): GraphQLError {
  const seconds = Math.max(1, Math.ceil(remainingMs / 1_000))
  return rateLimited(seconds, `Too many operations. Try again in ${seconds} s.`)
}
