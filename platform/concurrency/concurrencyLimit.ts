/** Bounds what each key, such as a caller or an address, holds at once in this process. */
export class ConcurrencyLimit {
  readonly #limit: number
  readonly #held = new Map<string, number>()

  /** @param limit what one key may hold at most; `Infinity` for as much as it likes. */
  constructor(limit: number) {
    this.#limit = limit
  }

  /** @returns a function that releases it, safe to repeat, or `undefined` when the key holds enough. */
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
