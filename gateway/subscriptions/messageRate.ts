/** Seconds' worth of messages that may come at once, as when a client subscribes to all that it shows. */
const BURST_SECONDS = 8

/** Bounds the messages of one connection, of whatever kind: a bucket of tokens that fills again by the second. */
export class MessageRate {
  readonly #perSecond: number
  #left: number
  #filledAt = performance.now()

  /** @param perSecond 0 for no limit. */
  constructor(perSecond: number) {
    this.#perSecond = perSecond
    this.#left = perSecond * BURST_SECONDS
  }

  /** @returns whether one more may come now. */
  take(): boolean {
    if (this.#perSecond === 0) return true
    if (this.#left < 1) this.#fill()
    if (this.#left < 1) return false
    this.#left -= 1
    return true
  }

  #fill(): void {
    const now = performance.now()
    const filled = this.#left + ((now - this.#filledAt) / 1_000) * this.#perSecond
    this.#left = Math.min(filled, this.#perSecond * BURST_SECONDS)
    this.#filledAt = now
  }
}
