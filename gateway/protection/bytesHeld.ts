export interface BytesHeldLimits {
  /** Bytes of all addresses; `Infinity` for no limit. */
  total: number
  /** Bytes of one address; `Infinity` for no limit. */
  perAddress: number
}

/** Bounds the bytes of what clients sent and is not done with yet, for each address and in all. */
export class BytesHeld {
  readonly #limits: BytesHeldLimits
  readonly #byAddress = new Map<string, number>()
  #total = 0

  constructor(limits: BytesHeldLimits) {
    this.#limits = limits
  }

  get total(): number {
    return this.#total
  }

  /** @returns whether there is room for them; they are held then until they are released. */
  acquire(address: string, bytes: number): boolean {
    const { total, perAddress } = this.#limits
    const held = (this.#byAddress.get(address) ?? 0) + bytes
    if (held > perAddress || this.#total + bytes > total) return false
    this.#byAddress.set(address, held)
    this.#total += bytes
    return true
  }

  release(address: string, bytes: number): void {
    this.#total -= bytes
    const left = (this.#byAddress.get(address) ?? 0) - bytes
    if (left > 0) this.#byAddress.set(address, left)
    else this.#byAddress.delete(address)
  }

  /** @returns bytes of one holder that grow. */
  hold(address: string): HeldBytes {
    let held = 0
    return {
      grow: bytes => {
        if (!this.acquire(address, bytes)) return false
        held += bytes
        return true
      },
      release: () => {
        if (held > 0) this.release(address, held)
        held = 0
      },
    }
  }
}

/** The bytes of one body or message. */
export interface HeldBytes {
  /** @returns whether there is room for so many more. */
  grow(bytes: number): boolean
  /** Gives all of them back; safe to repeat. */
  release(): void
}
