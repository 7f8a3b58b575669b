export interface TokenBucketSettings {
  perSecond: number
  /** Capacity of the bucket: the largest burst. */
  max: number
}

/** A token bucket rate limit, refilled by the second. */
export class TokenBucket {
  readonly #settings: TokenBucketSettings
  #left: number
  #filledAt = performance.now()

  constructor(settings: TokenBucketSettings) {
    this.#settings = settings
    this.#left = settings.max
  }

  /** @returns whether a token was taken. */
  take(): boolean {
    if (this.#left < 1) this.#fill()
    if (this.#left < 1) return false
    this.#left -= 1
    return true
  }

  #fill(): void {
    const now = performance.now()
    const { perSecond, max } = this.#settings
    this.#left = Math.min(this.#left + ((now - this.#filledAt) / 1_000) * perSecond, max)
    this.#filledAt = now
  }
}
