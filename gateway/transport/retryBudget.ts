export interface RetryBudgetSettings {
  /** Retries that each request earns (0..1). */
  perRequest: number
  /** Retries earned each second, whatever the requests. */
  perSecond: number
  /** Maximum saved retries. */
  most: number
}

/** Limits retries to a share of the requests, so that they cannot multiply the load of an overloaded subgraph. */
export class RetryBudget {
  readonly #settings: RetryBudgetSettings
  readonly #now: () => number
  #balance: number
  #countedAt: number

  /** @param now clock in milliseconds. */
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

  /** @returns whether a retry is allowed, which is spent then. */
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
