import { rateLimited } from '@atelier/platform/errors/graphqlErrors.ts'
import type { Clock } from '@atelier/platform/time/clock.ts'
import type { GraphQLError } from 'graphql'
import { LRUCache } from 'lru-cache'
import { type CpuMeter, unmetered } from '../observability/cpuMeter.ts'
import type { CountedCaller } from './caller.ts'
import { callerKey } from './callerKey.ts'

export interface CpuBudgetOptions {
  /** Milliseconds of work of one caller in one window; `Infinity` for no limit. */
  limitMs: number
  windowMs: number
  clock: Clock
  /** The error message when the budget is spent. */
  advice: (seconds: number) => string
  /** A clock of milliseconds: `elapsedMs` or `threadMs`. */
  measure: () => number
  /** Called after all metered work. */
  onSpent?: (ms: number) => void
}

/** Wall-clock time: cheap, for use in each request. */
export const elapsedMs = (): number => performance.now()

/** CPU time of this thread: a hundred times more expensive, and exact on a busy machine, too. */
export function threadMs(): number {
  const { user, system } = process.threadCpuUsage()
  return (user + system) / 1_000
}

/** Runs work on a caller's budget. */
export type MeteredRun = <T>(work: () => T) => T

/** A caller has spent its budget of the window. */
export class CpuBudgetSpentError extends Error {
  override readonly name = 'CpuBudgetSpentError'
  /** The client error. */
  readonly shown: GraphQLError

  constructor(shown: GraphQLError) {
    super('The caller caused too much work.')
    this.shown = shown
  }
}

type Spender = CountedCaller

/** Work of one caller in a window; `endsAt` is epoch milliseconds. */
interface Window {
  spentMs: number
  endsAt: number
}

/** Milliseconds beyond the budget at which a caller that continues in spite of rejections is overspent. */
const OVERSPENT_MS = 1_000

/** Share of a budget for sign-ins by one field at one address, apart from other anonymous operations there. */
const SIGN_IN_PART = 1 / 5

/** Maximum callers counted; the least recently used are evicted. */
const MAX_CALLERS = 10_000

/**
 * Limits the CPU time of each caller in fixed windows. That work blocks the event loop for all other callers. Work in
 * progress is not aborted: once the budget is spent, the caller's next operations are rejected. Each process counts by
 * itself, as it protects its own event loop.
 */
export class CpuBudget {
  readonly #options: CpuBudgetOptions
  readonly #windows = new LRUCache<string, Window>({ max: MAX_CALLERS })
  /** Whether metered work is in progress; nested work is part of it. */
  #isCounting = false

  constructor(options: CpuBudgetOptions) {
    this.#options = options
  }

  /** Runs work on a caller's budget; throws CpuBudgetSpentError. */
  of(caller: Spender): MeteredRun {
    const meter = this.meter(caller)
    return work => {
      this.check(caller)
      return meter.run(work)
    }
  }

  /** @throws CpuBudgetSpentError when the caller's budget is spent. */
  check(caller: Spender): void {
    const rejection = this.rejectionOf(caller)
    if (rejection) throw new CpuBudgetSpentError(rejection)
  }

  /** A RATE_LIMITED error when the caller's budget is spent. */
  rejectionOf(caller: Spender): GraphQLError | undefined {
    const { limitMs, advice } = this.#options
    if (limitMs === Infinity) return undefined
    const { spentMs, endsAt } = this.#window(callerKey(caller))
    if (spentMs < limitMs * (caller.signIn ? SIGN_IN_PART : 1)) return undefined
    const seconds = Math.max(1, Math.ceil((endsAt - this.#now()) / 1_000))
    return rateLimited(seconds, advice(seconds))
  }

  /** Whether the caller is far beyond its budget: its messages are not read any more. */
  isOverspent(caller: Spender): boolean {
    const { limitMs } = this.#options
    return limitMs !== Infinity && this.#window(callerKey(caller)).spentMs >= limitMs + OVERSPENT_MS
  }

  /** Meters work of a caller, also beyond its budget: for work that must not fail any more. */
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
