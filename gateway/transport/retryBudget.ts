export interface RetryBudgetSettings {
  /** Retries that each request earns (0..1). */
  perRequest: number
  /** Retries that are earned each second even when there are hardly any requests. */
  perSecond: number
  /** Retries that can be saved up. */
  most: number
}

/**
 * Bounds retries by a share of the requests, so that they cannot multiply the load of a subgraph that is failing
 * because of its load.
 */
export class RetryBudget {
  readonly #settings: RetryBudgetSettings
  readonly #now: () => number
  #balance: number
  #countedAt: number

  /** @param now milliseconds. */
  constructor(settings: RetryBudgetSettings, now: () => number) {
    this.#settings = settings
    this.#now = now
    this.#balance = settings.most
    this.#countedAt = now()
  }

  /** Counts a request. */
  earn(): void {
    this.#add(this.#settings.perRequest)
  }

  /** @returns whether there may be a retry; it is spent then. */
  spend(): boolean {
    const now = this.#now()
    this.#add((Math.max(now - this.#countedAt, 0) / 1_000) * this.#settings.perSecond)
    this.#countedAt = now
    if (this.#balance < 1) return false
    this.#balance -= 1
    return true
  }

  #add(retries: number): void {
    this.#balance = Math.min(this.#balance + retries, this.#settings.most)
  }
}
