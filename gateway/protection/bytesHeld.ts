export interface BytesHeldLimits {
  /** Maximum bytes of all addresses; `Infinity` for no limit. */
  total: number
  /** Maximum bytes of one address; `Infinity` for no limit. */
  perAddress: number
}

/** Share of each limit that is reserved for short messages of signed-in users. */
const KEPT_PART = 1 / 8

/** Maximum waiters of one address, and in all: the bytes that each received are in memory already. */
const MAX_WAITING_PER_ADDRESS = 64
const MAX_WAITING = 256

interface Waiter {
  address: string
  /** @returns whether there is room. */
  retry(): boolean
  settle(hasRoom: boolean): void
}

/**
 * Limits the bytes of requests in memory, for each address and in all. An incomplete message may wait for room; until
 * it has some, nothing new of that address is accepted.
 */
export class BytesHeld {
  readonly #limits: BytesHeldLimits
  readonly #byAddress = new Map<string, number>()
  readonly #waiting = new Set<Waiter>()
  #total = 0

  constructor(limits: BytesHeldLimits) {
    this.#limits = limits
  }

  get total(): number {
    return this.#total
  }

  /** @returns a holder of bytes, empty at first. */
  hold(address: string): HeldBytes {
    let held = 0
    const waiting = new Set<Waiter>()
    const take = (bytes: number, isKept?: boolean) => {
      if (!this.#acquire(address, bytes, isKept)) return false
      held += bytes
      return true
    }
    return {
      grow: (bytes, isKept = false) => {
        const mustWait = held === 0 && !isKept && this.#waitingAt(address) > 0
        return !mustWait && take(bytes, isKept)
      },
      growInTime: async (bytes, waitMs) => take(bytes) || this.#wait(address, () => take(bytes), { waitMs, waiting }),
      release: () => {
        for (const one of waiting) one.settle(true)
        const released = held
        held = 0
        if (released > 0) this.#release(address, released)
      },
    }
  }

  #acquire(address: string, bytes: number, isKept = false): boolean {
    const { total, perAddress } = this.#limits
    const part = isKept ? 1 : 1 - KEPT_PART
    const held = (this.#byAddress.get(address) ?? 0) + bytes
    if (held > perAddress * part || this.#total + bytes > total * part) return false
    this.#byAddress.set(address, held)
    this.#total += bytes
    return true
  }

  #release(address: string, bytes: number): void {
    this.#total -= bytes
    const left = (this.#byAddress.get(address) ?? 0) - bytes
    if (left > 0) this.#byAddress.set(address, left)
    else this.#byAddress.delete(address)
    for (const waiting of this.#waiting) if (waiting.retry()) waiting.settle(true)
  }

  #waitingAt(address: string): number {
    let count = 0
    for (const waiting of this.#waiting) if (waiting.address === address) count += 1
    return count
  }

  #wait(
    address: string,
    retry: () => boolean,
    { waitMs, waiting: mine }: { waitMs: number; waiting: Set<Waiter> },
  ): boolean | Promise<boolean> {
    if (this.#waiting.size >= MAX_WAITING || this.#waitingAt(address) >= MAX_WAITING_PER_ADDRESS) return false
    return new Promise(resolve => {
      const timer = setTimeout(() => waiting.settle(false), waitMs)
      const waiting: Waiter = {
        address,
        retry,
        settle: hasRoom => {
          clearTimeout(timer)
          for (const all of [this.#waiting, mine]) all.delete(waiting)
          resolve(hasRoom)
        },
      }
      for (const all of [this.#waiting, mine]) all.add(waiting)
    })
  }
}

/** Bytes of one body or message. */
export interface HeldBytes {
  /**
   * @param isKept whether the reserved share may be used.
   * @returns whether there is room for as many more.
   */
  grow(bytes: number, isKept?: boolean): boolean
  /**
   * Waits for room.
   * @returns whether there was room in time; true after `release`.
   */
  growInTime(bytes: number, waitMs: number): Promise<boolean>
  /** Releases all bytes; safe to repeat. */
  release(): void
}
