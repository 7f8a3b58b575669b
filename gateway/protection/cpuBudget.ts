import { rateLimited } from '@atelier/platform/errors/graphqlErrors.ts'
import type { Clock } from '@atelier/platform/time/clock.ts'
import type { GraphQLError } from 'graphql'
import { LRUCache } from 'lru-cache'
import { type CpuMeter, unmetered } from '../observability/cpuMeter.ts'
import type { CountedCaller } from './caller.ts'
import { callerKey } from './callerKey.ts'

export interface CpuBudgetOptions {
  /** Milliseconds of work that one caller may cause in one window; `Infinity` for no limit. */
  limitMs: number
  windowMs: number
  clock: Clock
  /** What a caller is told whose budget is spent. */
  advice: (seconds: number) => string
  /** Milliseconds of work so far, from whenever: `elapsedMs` or `threadMs`. */
  measure: () => number
  /** Hears of all work that is counted. */
  onSpent?: (ms: number) => void
}

/** Measures work by the clock: cheap, for what is measured in each request. */
export const elapsedMs = (): number => performance.now()

/** Measures work by the time that this thread had a core: a hundred times dearer, and right on a busy machine, too. */
export function threadMs(): number {
  const { user, system } = process.threadCpuUsage()
  return (user + system) / 1_000
}

/** Does what is asked at the cost of somebody. */
export type MeteredRun = <T>(work: () => T) => T

/** Thrown when what a caller sent took all the time that it may take for now. */
export class CpuBudgetSpentError extends Error {
  override readonly name = 'CpuBudgetSpentError'
  /** What the caller is told. */
  readonly shown: GraphQLError

  constructor(shown: GraphQLError) {
    super('The caller caused too much work.')
    this.shown = shown
  }
}

type Spender = CountedCaller

/** What one caller caused in the window that ends at a time of day, in milliseconds. */
interface Window {
  spentMs: number
  endsAt: number
}

/** Milliseconds beyond its budget that a caller has spent who goes on although it is rejected. */
const OVERSPENT_MS = 1_000

/** The part of a budget that signing in by one field may take at one address, beside all else that is anonymous there. */
const SIGN_IN_PART = 1 / 5

/** Callers that are remembered; those heard from longest ago go first. */
const MAX_CALLERS = 10_000

/**
 * Bounds how long the process works for each caller in fixed windows. All that work holds the event loop, so whoever
 * causes much of it keeps the process from all others. What is begun is not broken off: who has spent the budget is
 * rejected what comes next. Each process counts by itself: it is its own event loop that it keeps free.
 */
export class CpuBudget {
  readonly #options: CpuBudgetOptions
  readonly #windows = new LRUCache<string, Window>({ max: MAX_CALLERS })
  /** Whether counted work is under way, of which other counted work is a part. */
  #isCounting = false

  constructor(options: CpuBudgetOptions) {
    this.#options = options
  }

  /** Works at the cost of a caller, and throws CpuBudgetSpentError. */
  of(caller: Spender): MeteredRun {
    const meter = this.meter(caller)
    return work => {
      this.check(caller)
      return meter.run(work)
    }
  }

  /** @throws CpuBudgetSpentError when the caller may cause no more work for now. */
  check(caller: Spender): void {
    const rejection = this.rejectionOf(caller)
    if (rejection) throw new CpuBudgetSpentError(rejection)
  }

  /** A RATE_LIMITED error when the caller may cause no more work for now. */
  rejectionOf(caller: Spender): GraphQLError | undefined {
    const { limitMs, advice } = this.#options
    if (limitMs === Infinity) return undefined
    const { spentMs, endsAt } = this.#window(callerKey(caller))
    if (spentMs < limitMs * (caller.signIn ? SIGN_IN_PART : 1)) return undefined
    const seconds = Math.max(1, Math.ceil((endsAt - this.#now()) / 1_000))
    return rateLimited(seconds, advice(seconds))
  }

  /** Whether the caller goes on although it was rejected: it is not even read any more. */
  isOverspent(caller: Spender): boolean {
    const { limitMs } = this.#options
    return limitMs !== Infinity && this.#window(callerKey(caller)).spentMs >= limitMs + OVERSPENT_MS
  }

  /** Counts work against a caller, also beyond what it may cause: for what must not fail any more. */
  meter(caller: Spender): CpuMeter {
    if (this.#options.limitMs === Infinity) return unmetered
    const key = callerKey(caller)
    return {
      run: work => (this.#isCounting ? work() : this.#count(key, work)),
      add: ms => {
        this.#window(key).spentMs += ms
      },
    }
  }

  #count<T>(key: string, work: () => T): T {
    const { measure, onSpent } = this.#options
    const startedAt = measure()
    this.#isCounting = true
    try {
      return work()
    } finally {
      this.#isCounting = false
      const spentMs = measure() - startedAt
      this.#window(key).spentMs += spentMs
      onSpent?.(spentMs)
    }
  }

  #now(): number {
    return this.#options.clock.now().getTime()
  }

  #window(key: string): Window {
    const now = this.#now()
    const known = this.#windows.get(key)
    if (known && known.endsAt > now) return known
    const window = { spentMs: 0, endsAt: now + this.#options.windowMs }
    this.#windows.set(key, window)
    return window
  }
}
