import { redeliveryMs } from '../backoff.ts'

interface Failures {
  offset: string
  count: number
}

/** Partitions paused because the handler rejected their next message. */
export class PartitionBackoff {
  readonly #failures = new Map<number, Failures>()
  readonly #timers = new Map<number, NodeJS.Timeout>()
  readonly #onWake: () => void

  /** @param onWake called when a partition may be retried. */
  constructor(onWake: () => void) {
    this.#onWake = onWake
  }

  get all(): number[] {
    return [...this.#timers.keys()]
  }

  has(partition: number): boolean {
    return this.#timers.has(partition)
  }

  /**
   * Pauses a partition, longer for each failure of the same message.
   * @returns its failures before.
   */
  pause(partition: number, offset: string): number {
    const before = this.#failures.get(partition)
    const count = before?.offset === offset ? before.count : 0
    this.#failures.set(partition, { offset, count: count + 1 })
    clearTimeout(this.#timers.get(partition))
    this.#timers.set(
      partition,
      setTimeout(() => this.#wake(partition), redeliveryMs(count)),
    )
    return count
  }

  clear(): void {
    for (const timer of this.#timers.values()) clearTimeout(timer)
    this.#timers.clear()
  }

  #wake(partition: number): void {
    this.#timers.delete(partition)
    this.#onWake()
  }
}
