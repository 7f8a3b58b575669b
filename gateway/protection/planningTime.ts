import { rateLimited } from '@atelier/platform/errors/graphqlErrors.ts'
import type { Clock } from '@atelier/platform/time/clock.ts'
import type { GraphQLError } from 'graphql'
import { LRUCache } from 'lru-cache'
import type { Caller } from './caller.ts'
import { callerKey } from './callerKey.ts'

export interface PlanningTimeOptions {
  /** Milliseconds of work that one caller may cause in one window; `Infinity` for no limit. */
  limitMs: number
  windowMs: number
  clock: Clock
}

/** Does what is asked at the cost of somebody. */
export type Spend = <T>(work: () => T) => T

export const atNoCost: Spend = work => work()

/** Thrown when what a caller sent took all the time that it may take for now. */
export class PlanningTimeSpentError extends Error {
  override readonly name = 'PlanningTimeSpentError'
  /** What the caller is told. */
  readonly shown: GraphQLError

  constructor(remainingMs: number) {
    super('The caller caused too much work.')
    const seconds = Math.max(1, Math.ceil(remainingMs / 1_000))
    this.shown = rateLimited(
      seconds,
      `Your new operations took too long to check and plan. Try again in ${seconds} s, or send operations that were sent before.`,
    )
  }
}

type Spender = Pick<Caller, 'verified' | 'address'>

/** What one caller caused in the window that ends at a time of day, in milliseconds. */
interface Window {
  spentMs: number
  endsAt: number
}

/** Callers that are remembered; those heard from longest ago go first. */
const MOST_CALLERS = 10_000

/**
 * Bounds how long the process parses, validates and plans new operations, and tells its schema, for each caller in fixed
 * windows. All of that holds the event loop, so whoever sends ever new operations that are hard to plan would keep the
 * process from all others. An operation that was sent before costs nothing. Each process counts by itself: it is its own
 * event loop that it keeps free.
 */
export class PlanningTime {
  readonly #options: PlanningTimeOptions
  readonly #windows = new LRUCache<string, Window>({ max: MOST_CALLERS })

  constructor(options: PlanningTimeOptions) {
    this.#options = options
  }

  /** Works at the cost of a caller, and throws PlanningTimeSpentError. What is begun is not broken off. */
  of(caller: Spender): Spend {
    return work => {
      this.check(caller)
      return this.charge(caller, work)
    }
  }

  /** @throws PlanningTimeSpentError when the caller may cause no more work for now. */
  check(caller: Spender): void {
    const { spentMs, endsAt } = this.#window(caller)
    if (spentMs >= this.#options.limitMs) throw new PlanningTimeSpentError(endsAt - this.#now())
  }

  /** Works at the cost of a caller, even beyond what it may cause: for what must not fail any more. */
  charge<T>(caller: Spender, work: () => T): T {
    const window = this.#window(caller)
    const startedAt = performance.now()
    try {
      return work()
    } finally {
      window.spentMs += performance.now() - startedAt
    }
  }

  #now(): number {
    return this.#options.clock.now().getTime()
  }

  #window(caller: Spender): Window {
    const key = callerKey(caller)
    const now = this.#now()
    const known = this.#windows.get(key)
    if (known && known.endsAt > now) return known
    const window = { spentMs: 0, endsAt: now + this.#options.windowMs }
    this.#windows.set(key, window)
    return window
  }
}
