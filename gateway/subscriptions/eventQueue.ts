/** Limits of one subscriber's queue. */
export interface QueueLimits {
  /** Maximum queued events before the subscriber counts as slow. */
  backlog: number
  /** Maximum queued bytes, about. */
  maxBytes: number
}

/** An event's properties for the queue. */
export interface QueuedEvent {
  /** The entity whose state the event is; absent for an event that cannot be superseded. */
  of: string | undefined
  /** Bytes in memory, about. */
  bytes: number
  /** The object with these bytes; other queues may share it. */
  body: object
}

/** Limits the bytes in all queues of one caller. */
export interface SharedRoom {
  /** Whether the limit is reached. */
  readonly isFull: boolean
  /** @param isState whether it is a state, which supersedes those before it. */
  hasRoom(body: object, bytes: number, isState: boolean): boolean
  add(body: object, bytes: number): void
  remove(body: object, bytes: number): void
}

/**
 * The queue of one subscriber. Events stay in order while the subscriber keeps up; once it is slow, a newer state of an
 * entity replaces the older ones, so that it gets the latest state and not a backlog. No other event is dropped: `push`
 * returns false when the queue is full.
 */
export class EventQueue<Event> {
  readonly #limits: QueueLimits
  readonly #shared: SharedRoom
  readonly #waiting = new Set<QueuedEvent & { event: Event }>()
  /** Queued states by entity. */
  readonly #states = new Map<string, Set<QueuedEvent & { event: Event }>>()
  #bytes = 0
  #ended = false
  #wake: (() => void) | undefined

  /** @param shared the limit of all queues of the caller. */
  constructor(limits: QueueLimits, shared: SharedRoom) {
    this.#limits = limits
    this.#shared = shared
  }

  /** Queued events. */
  get size(): number {
    return this.#waiting.size
  }

  /** @returns whether there was room. An event of any size has room when all queues of the caller are empty. */
  push(event: Event, waiting: QueuedEvent): boolean {
    if (this.#ended) return true
    const { of } = waiting
    const isBehind = this.size >= this.#limits.backlog || this.#shared.isFull || !this.#hasRoom(waiting)
    if (isBehind && of !== undefined) this.#forgetStates(of)
    if (isBehind && !this.#hasRoom(waiting)) return false
    this.#add({ ...waiting, event })
    return true
  }

  /** Ends after the queued events. */
  end(): void {
    this.#ended = true
    this.#wake?.()
  }

  /** Ends with this event, after the queued ones. */
  endAfter(event: Event): void {
    if (!this.#ended) this.#add(lastOf(event))
    this.end()
  }

  /** Ends with this event in place of the queued ones. */
  endWith(event: Event): void {
    this.#forgetAll()
    this.#add(lastOf(event))
    this.end()
  }

  /** Drops the queued events and ends. */
  drop(): void {
    this.#forgetAll()
    this.end()
  }

  /** Resolves when an event is queued; false at the end. One caller at a time. */
  ready(): boolean | Promise<boolean> {
    return this.size > 0 || (!this.#ended && this.#woken())
  }

  /** The next event, which a newer state may still replace. */
  get first(): Event | undefined {
    return this.#first?.event
  }

  /** Removes and returns the next event, if there is one. */
  take(): Event | undefined {
    const first = this.#first
    if (first) this.#remove(first)
    return first?.event
  }

  get #first(): (QueuedEvent & { event: Event }) | undefined {
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

  #hasRoom({ of, bytes, body }: QueuedEvent): boolean {
    if (this.size > 0 && this.#bytes + bytes > this.#limits.maxBytes) return false
    return this.#shared.hasRoom(body, bytes, of !== undefined)
  }

  #add(entry: QueuedEvent & { event: Event }): void {
    this.#waiting.add(entry)
    this.#bytes += entry.bytes
    this.#shared.add(entry.body, entry.bytes)
    if (entry.of !== undefined) {
      const states = this.#states.get(entry.of) ?? new Set()
      this.#states.set(entry.of, states.add(entry))
    }
    this.#wake?.()
  }

  #remove(entry: QueuedEvent & { event: Event }): void {
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

/** The last event is not counted. */
const lastOf = <Event>(event: Event) => ({ event, of: undefined, bytes: 0, body: {} })
