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
  /** What takes that; it may wait for others, too. */
  body: object
}

/** Bounds what waits in all queues of one caller. */
export interface SharedRoom {
  /** Whether too much waits already. */
  readonly isFull: boolean
  /** @param isState whether it is a state, which takes the place of those before it. */
  hasRoom(body: object, bytes: number, isState: boolean): boolean
  add(body: object, bytes: number): void
  remove(body: object, bytes: number): void
}

/**
 * What waits for one subscriber. Events stay in order while the subscriber keeps up; once it is behind, a newer state of
 * a thing takes the place of the older ones, so that it gets the latest state and not a backlog. No other event is
 * dropped: the queue tells when it is full.
 */
export class EventQueue<Event> {
  readonly #limits: WaitingLimits
  readonly #shared: SharedRoom
  readonly #waiting = new Set<Waiting & { event: Event }>()
  /** Those of them that are states, by the thing they are of. */
  readonly #states = new Map<string, Set<Waiting & { event: Event }>>()
  #bytes = 0
  #ended = false
  #wake: (() => void) | undefined

  /** @param shared what all queues of the caller have together. */
  constructor(limits: WaitingLimits, shared: SharedRoom) {
    this.#limits = limits
    this.#shared = shared
  }

  /** Events that wait. */
  get size(): number {
    return this.#waiting.size
  }

  /**
   * @returns whether there was room. An event of any size has room where nothing else waits, neither here nor for the
   * caller elsewhere.
   */
  push(event: Event, waiting: Waiting): boolean {
    if (this.#ended) return true
    const { of } = waiting
    const isBehind = this.size >= this.#limits.backlog || this.#shared.isFull || !this.#hasRoom(waiting)
    if (isBehind && of !== undefined) this.#forgetStates(of)
    if (isBehind && !this.#hasRoom(waiting)) return false
    this.#add({ ...waiting, event })
    return true
  }

  /** No more events come. Those that wait are still given. */
  end(): void {
    this.#ended = true
    this.#wake?.()
  }

  /** Ends with this event, which comes after those that wait. */
  endAfter(event: Event): void {
    if (!this.#ended) this.#add(lastOf(event))
    this.end()
  }

  /** Ends with this event, in the place of all that wait. */
  endWith(event: Event): void {
    this.#forgetAll()
    this.#add(lastOf(event))
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

  #hasRoom({ of, bytes, body }: Waiting): boolean {
    if (this.size > 0 && this.#bytes + bytes > this.#limits.maxBytes) return false
    return this.#shared.hasRoom(body, bytes, of !== undefined)
  }

  #add(entry: Waiting & { event: Event }): void {
    this.#waiting.add(entry)
    this.#bytes += entry.bytes
    this.#shared.add(entry.body, entry.bytes)
    if (entry.of !== undefined) {
      const states = this.#states.get(entry.of) ?? new Set()
      this.#states.set(entry.of, states.add(entry))
    }
    this.#wake?.()
  }

  #remove(entry: Waiting & { event: Event }): void {
    this.#waiting.delete(entry)
    this.#bytes -= entry.bytes
    this.#shared.remove(entry.body, entry.bytes)
    if (entry.of === undefined) return
    const states = this.#states.get(entry.of)
    states?.delete(entry)
    if (states?.size === 0) this.#states.delete(entry.of)
  }

  #forgetStates(of: string): void {
    for (const entry of this.#states.get(of) ?? []) this.#remove(entry)
  }

  #forgetAll(): void {
    for (const entry of this.#waiting) this.#remove(entry)
  }
}

/** What ends a queue is counted nowhere. */
const lastOf = <Event>(event: Event) => ({ event, of: undefined, bytes: 0, body: {} })
