export interface WaitingBytesLimits {
  /** Maximum queued bytes of one caller; `Infinity` for no limit. */
  perCaller: number
  /** Maximum queued bytes of all callers; `Infinity` for no limit. */
  inAll: number
}

/** Factor of the limits for states: the superseded ones may still be queued for other subscribers. */
const STATE_TIMES = 2

/**
 * Limits the bytes of events queued for subscribers, for each caller and in all. An event that is queued for many
 * subscribers of one caller is one piece of memory, and counts once. When the total exceeds its limit, callers above
 * their share have no room.
 */
export class WaitingBytes {
  readonly #limits: WaitingBytesLimits
  readonly #callers = new Map<string, WaitingForCaller>()
  /** Callers with queued events. */
  #behind = 0
  #total = 0

  constructor(limits: WaitingBytesLimits) {
    this.#limits = limits
  }

  /** Queued bytes. */
  get total(): number {
    return this.#total
  }

  /** Opens the queued bytes of a caller for a subscriber, which closes them. */
  open(caller: string): WaitingForCaller {
    const known = this.#callers.get(caller)
    const waiting = known ?? new WaitingForCaller(this, () => this.#callers.delete(caller))
    if (!known) this.#callers.set(caller, waiting)
    waiting.users += 1
    return waiting
  }

  /** See `WaitingForCaller`, also for `changed`. */
  hasRoom(before: number, bytes: number, isState: boolean): boolean {
    if (before === 0) return true
    const { perCaller, inAll } = this.#limits
    const times = isState ? STATE_TIMES : 1
    if (before + bytes > times * perCaller) return false
    return this.#total + bytes <= times * inAll || before + bytes <= (times * inAll) / this.#behind
  }

  changed(before: number, after: number): void {
    this.#total += after - before
    this.#behind += Number(after > 0) - Number(before > 0)
  }
}

/** Queued bytes of the subscribers of one caller. */
export class WaitingForCaller {
  readonly #all: WaitingBytes
  readonly #onClose: () => void
  /** Number of queues by event. */
  readonly #waiting = new Map<object, number>()
  #bytes = 0
  users = 0

  constructor(all: WaitingBytes, onClose: () => void) {
    this.#all = all
    this.#onClose = onClose
  }

  get isFull(): boolean {
    return !this.#all.hasRoom(this.#bytes, 0, false)
  }

  /** @param isState whether it is a state, which supersedes those before it. */
  hasRoom(event: object, bytes: number, isState: boolean): boolean {
    return this.#waiting.has(event) || this.#all.hasRoom(this.#bytes, bytes, isState)
  }

  add(event: object, bytes: number): void {
    const times = this.#waiting.get(event) ?? 0
    this.#waiting.set(event, times + 1)
    if (times === 0) this.#change(bytes)
  }

  remove(event: object, bytes: number): void {
    const times = this.#waiting.get(event) ?? 0
    if (times > 1) this.#waiting.set(event, times - 1)
    else if (this.#waiting.delete(event)) this.#change(-bytes)
  }

  /** To be called by a subscriber with an empty queue. */
  close(): void {
    this.users -= 1
    if (this.users === 0) this.#onClose()
  }

  #change(bytes: number): void {
    const before = this.#bytes
    this.#bytes += bytes
    this.#all.changed(before, this.#bytes)
  }
}
