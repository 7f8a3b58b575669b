/** How much may wait for one subscriber. */
export interface WaitingLimits {
  /** Events that may wait before the subscriber counts as behind. */
  backlog: number
  /** Bytes that may wait, about. */
  maxBytes: number
}

/** What the queue has to know of an event. */
export interface Waiting {
  /** Names the thing that the event tells the state of; absent for an event that no other can take the place of. */
  of: string | undefined
  /** What it takes in memory, about. */
  bytes: number
}

/**
 * What waits for one subscriber. Events stay in order while the subscriber keeps up; once it is behind, a newer state of
 * a thing takes the place of the older ones, so that it gets the latest state and not a backlog. No other event is
 * dropped: the queue tells when it is full.
 */
export class EventQueue<Event> {
  readonly #limits: WaitingLimits
  readonly #waiting = new Set<Waiting & { event: Event }>()
  /** Those of them that are states, by the thing they are of. */
  readonly #states = new Map<string, Set<Waiting & { event: Event }>>()
  #bytes = 0
  #ended = false
  #wake: (() => void) | undefined

  constructor(limits: WaitingLimits) {
    this.#limits = limits
  }

  /** Events that wait. */
  get size(): number {
    return this.#waiting.size
  }

  /** @returns whether there was room. An event of any size has room where nothing else waits. */
  push(event: Event, { of, bytes }: Waiting): boolean {
    if (this.#ended) return true
    if (of !== undefined && (this.size >= this.#limits.backlog || this.#isFullWith(bytes))) this.#forgetStates(of)
    if (this.size > 0 && this.#isFullWith(bytes)) return false
    this.#add({ event, of, bytes })
    return true
  }

  /** No more events come. Those that wait are still given. */
  end(): void {
    this.#ended = true
    this.#wake?.()
  }

  /** Ends with this event, which comes after those that wait. */
  endAfter(event: Event): void {
    if (!this.#ended) this.#add({ event, of: undefined, bytes: 0 })
    this.end()
  }

  /** Ends with this event, in the place of all that wait. */
  endWith(event: Event): void {
    this.#forgetAll()
    this.#add({ event, of: undefined, bytes: 0 })
    this.end()
  }

  /** Forgets what waits, and ends. */
  drop(): void {
    this.#forgetAll()
    this.end()
  }

  /** Whether an event waits, as soon as that is known; false at the end. One caller at a time. */
  ready(): boolean | Promise<boolean> {
    return this.size > 0 || (!this.#ended && this.#woken())
  }

  /** The event that comes next, which newer states may still take the place of. */
  get first(): Event | undefined {
    return this.#first?.event
  }

  /** Takes the event that comes next, if there is one. */
  take(): Event | undefined {
    const first = this.#first
    if (first) this.#remove(first)
    return first?.event
  }

  get #first(): (Waiting & { event: Event }) | undefined {
    const [first] = this.#waiting
    return first
  }

  async #woken(): Promise<boolean> {
    while (this.size === 0 && !this.#ended) {
      await new Promise<void>(resolve => {
        this.#wake = resolve
      })
    }
    this.#wake = undefined
    return this.size > 0
  }

  #isFullWith(bytes: number): boolean {
    return this.#bytes + bytes > this.#limits.maxBytes
  }

  #add(entry: Waiting & { event: Event }): void {
    this.#waiting.add(entry)
    this.#bytes += entry.bytes
    if (entry.of !== undefined) {
      const states = this.#states.get(entry.of) ?? new Set()
      this.#states.set(entry.of, states.add(entry))
    }
    this.#wake?.()
  }

  #remove(entry: Waiting & { event: Event }): void {
    this.#waiting.delete(entry)
    this.#bytes -= entry.bytes
    if (entry.of === undefined) return
    const states = this.#states.get(entry.of)
    states?.delete(entry)
    if (states?.size === 0) this.#states.delete(entry.of)
  }

  #forgetStates(of: string): void {
    for (const entry of this.#states.get(of) ?? []) this.#remove(entry)
  }

  #forgetAll(): void {
    this.#waiting.clear()
    this.#states.clear()
    this.#bytes = 0
  }
}
