/** Parts of the window that are forgotten one by one. */
const PARTS = 10

interface Part {
  /** Which part since the beginning of time this counts, as the places are used again. */
  number: number
  calls: number
  failures: number
}

/** How many calls there were within the last while, and how many of them failed. Counting costs the same however many. */
export class SlidingCounts {
  readonly #partMs: number
  #parts: Part[] = []

  constructor(windowMs: number) {
    this.#partMs = windowMs / PARTS
    this.clear()
  }

  /** @param now milliseconds; a clock that is set back only makes it forget. */
  count(now: number, isFailure: boolean): void {
    const number = this.#numberAt(now)
    const part = this.#parts[number % PARTS]
    if (!part) return
    if (part.number !== number) {
      part.number = number
      part.calls = 0
      part.failures = 0
    }
    part.calls += 1
    if (isFailure) part.failures += 1
  }

  within(now: number): { calls: number; failures: number } {
    const newest = this.#numberAt(now)
    const sum = { calls: 0, failures: 0 }
    for (const part of this.#parts) {
      if (part.number > newest || part.number <= newest - PARTS) continue
      sum.calls += part.calls
      sum.failures += part.failures
    }
    return sum
  }

  clear(): void {
    this.#parts = Array.from({ length: PARTS }, () => ({ number: -PARTS, calls: 0, failures: 0 }))
  }

  #numberAt(now: number): number {
    return Math.floor(now / this.#partMs)
  }
}
