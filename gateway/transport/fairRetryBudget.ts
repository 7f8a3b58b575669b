import type { CallSource } from '@atelier/platform/circuit/callerCircuits.ts'
import { LRUCache } from 'lru-cache'
import { RetryBudget, type RetryBudgetSettings } from './retryBudget.ts'
import type { RetryAllowance } from './retrying.ts'

/** Maximum callers with a budget of their own; the least recently used are evicted. */
const MAX_CALLERS = 1_000

/** A retry budget of which no caller can spend more than half. */
export class FairRetryBudget implements RetryAllowance {
  readonly #settings: RetryBudgetSettings
  readonly #now: () => number
  readonly #all: RetryBudget
  readonly #own = new LRUCache<string, RetryBudget>({ max: MAX_CALLERS })

  /** @param now clock in milliseconds. */
  constructor(settings: RetryBudgetSettings, now: () => number) {
    const { perRequest, perSecond, most } = settings
    this.#settings = { perRequest, perSecond: perSecond / 2, most: most / 2 }
    this.#now = now
    this.#all = new RetryBudget(settings, now)
  }

  earn(source?: CallSource): void {
    this.#all.earn()
    if (source && this.#own.size > 0) this.#own.get(source.caller)?.earn()
  }

  spend(source?: CallSource): boolean {
    if (source && !this.#ownOf(source).spend()) return false
    return this.#all.spend()
  }

  #ownOf({ caller }: CallSource): RetryBudget {
    const known = this.#own.get(caller)
    if (known) return known
    const budget = new RetryBudget(this.#settings, this.#now)
    this.#own.set(caller, budget)
    return budget
  }
}
