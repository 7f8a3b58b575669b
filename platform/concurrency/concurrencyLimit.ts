/** Limits concurrency per key, such as a caller or an address, in this process. */
export class ConcurrencyLimit {
  readonly #limit: number
  readonly #held = new Map<string, number>()

  /** @param limit per key; `Infinity` for none. */
  constructor(limit: number) {
    this.#limit = limit
  }

  /** @returns the release, safe to repeat, or `undefined` when the key is at its limit. */
  acquire(key: string): (() => void) | undefined {
    if (this.#limit === Infinity) return () => {}
    const held = this.#held.get(key) ?? 0
    if (held >= this.#limit) return undefined
    this.#held.set(key, held + 1)
    let isHeld = true
    return () => {
      if (!isHeld) return
      isHeld = false
      const left = (this.#held.get(key) ?? 1) - 1
      if (left > 0) this.#held.set(key, left)
      else this.#held.delete(key)
    }
  }
}
