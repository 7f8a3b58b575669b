/**
 * Notices that a server hangs that used to keep its connection alive: by silence that is much longer than the time
 * between its signs of life, as long as that is not known by none.
 */
export class Silence {
  readonly #minMs: number
  readonly #onSilent: () => void
  #lastAt: number | undefined
  /** Longest time between two signs of life. */
  #longestMs = 0
  #timer: NodeJS.Timeout | undefined

  /** @param minMs silence that is always allowed. */
  constructor(minMs: number, onSilent: () => void) {
    this.#minMs = minMs
    this.#onSilent = onSilent
  }

  /** Something was received that the server sends regularly. */
  signOfLife(): void {
    const now = performance.now()
    if (this.#lastAt !== undefined) this.#longestMs = Math.max(this.#longestMs, now - this.#lastAt)
    if (this.#lastAt !== undefined) this.#restart(Math.max(this.#minMs, this.#longestMs * 3))
    this.#lastAt = now
  }

  /** Something else was received. */
  received(): void {
    this.#timer?.refresh()
  }

  stop(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
  }

  #restart(ms: number): void {
    clearTimeout(this.#timer)
    this.#timer = setTimeout(this.#onSilent, ms)
    this.#timer.unref()
  }
}
