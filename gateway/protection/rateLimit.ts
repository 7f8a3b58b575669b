import type { Cache } from '@atelier/platform/cache/cache.ts'
import { rateLimited } from '@atelier/platform/errors/graphqlErrors.ts'
import type { Clock } from '@atelier/platform/time/clock.ts'
import type { GraphQLError } from 'graphql'
import { LRUCache } from 'lru-cache'
import type { CountedCaller } from './caller.ts'
import { callerKey } from './callerKey.ts'
import type { CpuBudget } from './cpuBudget.ts'

export interface RateLimitOptions {
  /** Names what is counted, among the counters of Atelier. */
  name: string
  /** How many one caller may have in one window, over all replicas; `Infinity` for no limit. */
  limit: number
  windowMs: number
  /** Shared by all replicas. It must answer when it is away, too: with what this process counts. */
  shared: Pick<Cache, 'increment'>
  clock: Clock
  /** Whoever has spent it is rejected, too, whatever the count. */
  cpuBudget?: Pick<CpuBudget, 'rejectionOf'>
}

/** What one caller did here in the window that ends at a time of day, in milliseconds. */
interface Window {
  count: number
  endsAt: number
  /** Until when the replicas together had too many. */
  closedUntil: number
}

/** Callers that are remembered; those heard from longest ago go first, with their counts. */
const MAX_CALLERS = 50_000

/** Into how many parts a limit is divided, of which each is told to the other replicas at once. */
const PARTS = 50

/**
 * Counts operations of each caller in fixed windows.
 *
 * Replicas share their counts in parts of a fiftieth of the limit, so that a caller who is far from it costs no question
 * to the shared counters. Each replica lets pass at most one part too many, and none more than the limit by itself.
 */
export class RateLimit {
  readonly #options: RateLimitOptions
  readonly #part: number
  readonly #windows = new LRUCache<string, Window>({ max: MAX_CALLERS })

  constructor(options: RateLimitOptions) {
    this.#options = options
    this.#part = Math.ceil(options.limit / PARTS)
  }

  /** Counts one. @returns a RATE_LIMITED error when it is one too many, or the caller's budget of time is spent. */
  async admit(caller: CountedCaller): Promise<GraphQLError | undefined> {
    const { limit, cpuBudget } = this.#options
    if (limit === Infinity) return cpuBudget?.rejectionOf(caller)
    const key = callerKey(caller)
    const now = this.#options.clock.now().getTime()
    const window = this.#window(key, now)
    window.count += 1
    if (window.closedUntil > now) return tooMany(window.closedUntil - now)
    if (window.count > limit) return tooMany(window.endsAt - now)
    const rejection = window.count % this.#part === 0 ? await this.#tell(key, window, now) : undefined
    return rejection ?? cpuBudget?.rejectionOf(caller)
  }

  #window(key: string, now: number): Window {
    const known = this.#windows.get(key)
    if (known && Math.max(known.endsAt, known.closedUntil) > now) return known
    const window = { count: 0, endsAt: now + this.#options.windowMs, closedUntil: 0 }
    this.#windows.set(key, window)
    return window
  }

  async #tell(key: string, window: Window, now: number): Promise<GraphQLError | undefined> {
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
