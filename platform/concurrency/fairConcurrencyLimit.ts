import type { CallSource } from '../circuit/callerCircuits.ts'

export interface FairConcurrencyLimits {
  /** Maximum concurrency in all; `Infinity` for no limit. */
  total: number
  /** Maximum concurrency of one caller. */
  perCaller: number
  /** Maximum concurrency of one address, over all its callers. */
  perAddress: number
  /** Maximum queue length of one caller; four times as many for an address. */
  waitingPerCaller: number
  /** Maximum wait in the queue, in milliseconds. */
  waitMs: number
}

/**
 * The outcome of waiting. `crowded`: the caller or the address is at its own limit. `overloaded`: the process is at its
 * limit. `aborted`: the caller is gone.
 */
export type WaitOutcome = 'acquired' | 'crowded' | 'overloaded' | 'aborted'

/** The part of an `AbortSignal` that is used. */
interface AbortNotice {
  readonly aborted: boolean
  addEventListener(event: 'abort', listener: () => void, options?: { once: boolean }): void
  removeEventListener(event: 'abort', listener: () => void): void
}

interface Waiting {
  source: CallSource
  settle(outcome: WaitOutcome): void
}

/** The queue of one address, by callers in round-robin order. */
type Callers = Map<string, Waiting[]>

const ADDRESS_FACTOR = 4

/**
 * Limits concurrency in all, per caller and per address. Beyond the limits requests queue, and are served round-robin
 * by address and within it by caller: a caller with many requests waits behind its own.
 *
 * Acquiring below the limits costs two counters.
 */
export class FairConcurrencyLimit {
  readonly #limits: FairConcurrencyLimits
  readonly #byCaller = new Counts()
  readonly #byAddress = new Counts()
  readonly #waitingAt = new Counts()
  /** By address, in round-robin order. */
  readonly #waiting = new Map<string, Callers>()
  #underWay = 0

  constructor(limits: FairConcurrencyLimits) {
    this.#limits = limits
  }

  get underWay(): number {
    return this.#underWay
  }

  get waiting(): number {
    return this.#waitingAt.sum
  }

  /** Acquires at once, if below the limits. No queued request could be served then, so none is overtaken. */
  tryAcquire(source: CallSource): boolean {
    if (!this.#hasPlace(source)) return false
    this.#take(source)
    return true
  }

  /** Acquires, waiting if need be; the caller must `release`. */
  async acquire(source: CallSource, signal?: AbortNotice): Promise<WaitOutcome> {
    if (signal?.aborted) return 'aborted'
    if (this.tryAcquire(source)) return 'acquired'
    const { waitingPerCaller, waitMs } = this.#limits
    const mine = this.#waiting.get(source.address)?.get(source.caller)?.length ?? 0
    const isFull = mine >= waitingPerCaller || this.#waitingAt.of(source.address) >= ADDRESS_FACTOR * waitingPerCaller
    if (isFull) return this.#isCrowded(source) ? 'crowded' : 'overloaded'
    return new Promise(resolve => {
      const waiting: Waiting = {
        source,
        settle: outcome => {
          clearTimeout(timer)
          signal?.removeEventListener('abort', onAbort)
          resolve(outcome)
        },
      }
      const leave = (outcome: WaitOutcome) => {
        this.#leave(waiting)
        waiting.settle(outcome)
      }
      const timer = setTimeout(() => leave(this.#isCrowded(source) ? 'crowded' : 'overloaded'), waitMs)
      const onAbort = () => leave('aborted')
      signal?.addEventListener('abort', onAbort, { once: true })
      this.#queue(waiting)
    })
  }

  release({ caller, address }: CallSource): void {
    this.#underWay -= 1
    this.#byCaller.subtract(caller)
    this.#byAddress.subtract(address)
    if (this.#waiting.size > 0) this.#serveNext()
  }

  #hasPlace({ caller, address }: CallSource): boolean {
    const { total, perCaller, perAddress } = this.#limits
    return this.#underWay < total && this.#byCaller.of(caller) < perCaller && this.#byAddress.of(address) < perAddress
  }

  #isCrowded({ caller, address }: CallSource): boolean {
    const { perCaller, perAddress } = this.#limits
    return this.#byCaller.of(caller) >= perCaller || this.#byAddress.of(address) >= perAddress
  }

  #take({ caller, address }: CallSource): void {
    this.#underWay += 1
    this.#byCaller.add(caller)
    this.#byAddress.add(address)
  }

  #queue(waiting: Waiting): void {
    const { caller, address } = waiting.source
    this.#waitingAt.add(address)
    const callers: Callers = this.#waiting.get(address) ?? new Map()
    this.#waiting.set(address, callers)
    const queue = callers.get(caller)
    if (queue) queue.push(waiting)
    else callers.set(caller, [waiting])
  }

  #leave(waiting: Waiting): void {
    const { caller, address } = waiting.source
    const callers = this.#waiting.get(address)
    const queue = callers?.get(caller)
    if (!callers || !queue?.includes(waiting)) return
    queue.splice(queue.indexOf(waiting), 1)
    this.#waitingAt.subtract(address)
    if (queue.length === 0) callers.delete(caller)
    if (callers.size === 0) this.#waiting.delete(address)
  }

  /** One slot is free, so one request at most can be served. */
  #serveNext(): void {
    for (const [address, callers] of this.#waiting) {
      for (const [caller, queue] of callers) {
        const [first] = queue
        if (!first || !this.#hasPlace(first.source)) continue
        // Round robin: behind the others.
        callers.delete(caller)
        callers.set(caller, queue)
        this.#waiting.delete(address)
        this.#waiting.set(address, callers)
        this.#leave(first)
        this.#take(first.source)
        first.settle('acquired')
        return
      }
    }
  }
}

/** Counters by key; those at zero are deleted. */
class Counts {
  readonly #counts = new Map<string, number>()
  sum = 0

  of(name: string): number {
    return this.#counts.get(name) ?? 0
  }

  add(name: string): void {
    this.sum += 1
    this.#counts.set(name, this.of(name) + 1)
  }

  subtract(name: string): void {
    this.sum -= 1
    const left = this.of(name) - 1
    if (left > 0) this.#counts.set(name, left)
    else this.#counts.delete(name)
  }
}
