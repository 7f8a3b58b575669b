/** Sources remembered at once; the least recent are evicted. */
const MAX_SOURCES = 1_000

/** Counts the distinct sources within a window. */
export class RecentSources {
  readonly #windowMs: number
  /** When each source was last seen, in that order. */
  readonly #seenAt = new Map<string, number>()

  constructor(windowMs: number) {
    this.#windowMs = windowMs
  }

  /** @param now milliseconds; a clock that is set back only drops counts. */
  add(source: string, now: number): void {
    this.#seenAt.delete(source)
    this.#seenAt.set(source, now)
    if (this.#seenAt.size > MAX_SOURCES) this.#forgetFirst()
  }

  within(now: number): number {
    for (const seenAt of this.#seenAt.values()) {
      if (seenAt <= now && seenAt > now - this.#windowMs) break
      this.#forgetFirst()
    }
    return this.#seenAt.size
  }

  clear(): void {
    this.#seenAt.clear()
  }

  #forgetFirst(): void {
    for (const source of this.#seenAt.keys()) {
      this.#seenAt.delete(source)
      return
    }
  }
}
