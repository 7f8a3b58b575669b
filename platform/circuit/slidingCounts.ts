/** Buckets of the window, dropped one by one. */
const PARTS = 10

interface Part {
  /** The bucket's number since 1970, as buckets are reused. */
  number: number
  calls: number
  failures: number
}

/** Calls and failures within a sliding window, in constant time and memory. */
export class SlidingCounts {
  readonly #partMs: number
  #parts: Part[] = []

  constructor(windowMs: number) {
    this.#partMs = windowMs / PARTS
    this.clear()
  }

  /** @param now milliseconds; a clock that is set back only drops counts. */
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
