/** Places that are remembered at once; those heard of longest ago go first. */
const MAX_PLACES = 1_000

/** From how many different places something came within the last while. */
export class RecentPlaces {
  readonly #windowMs: number
  /** When each was heard of last, in that order. */
  readonly #heardAt = new Map<string, number>()

  constructor(windowMs: number) {
    this.#windowMs = windowMs
  }

  /** @param now milliseconds; a clock that is set back only makes it forget. */
  add(place: string, now: number): void {
    this.#heardAt.delete(place)
    this.#heardAt.set(place, now)
    if (this.#heardAt.size > MAX_PLACES) this.#forgetFirst()
  }

  within(now: number): number {
    for (const heardAt of this.#heardAt.values()) {
      if (heardAt <= now && heardAt > now - this.#windowMs) break
      this.#forgetFirst()
    }
    return this.#heardAt.size
  }

  clear(): void {
    this.#heardAt.clear()
  }

  #forgetFirst(): void {
    for (const place of this.#heardAt.keys()) {
      this.#heardAt.delete(place)
      return
    }
  }
}
