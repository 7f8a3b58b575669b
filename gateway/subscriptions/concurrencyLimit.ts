import type { Caller } from '../protection/caller.ts'
import { callerKey } from '../protection/callerKey.ts'

/**
 * Counts what each caller holds open in this process: a user, from wherever, or an address of anonymous callers.
 */
export class ConcurrencyLimit {
  readonly #limit: number
  readonly #held = new Map<string, number>()

  /** @param limit what one caller may hold at most; `Infinity` for as much as they like. */
  constructor(limit: number) {
    this.#limit = limit
  }

  /** @returns a function that releases it, or `undefined` when the caller holds enough. */
  acquire(caller: Pick<Caller, 'verified' | 'address'>): (() => void) | undefined {
    if (this.#limit === Infinity) return () => {}
    const key = callerKey(caller)
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
