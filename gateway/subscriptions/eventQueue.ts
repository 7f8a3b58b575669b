/**
 * What waits for one subscriber. Events stay in order while the subscriber keeps up; once it is behind, a newer event
 * takes the place of the older ones of the same thing, so that it gets the latest state and not a backlog. The last
 * event of each thing is never dropped.
 */
export class EventQueue<Event> {
  readonly #backlog: number
  #waiting: { of: string; event: Event }[] = []
  #ended = false
  #wake: (() => void) | undefined

  /** @param backlog events that may wait before the subscriber counts as behind. */
  constructor(backlog: number) {
    this.#backlog = backlog
  }

  /** @param of names the thing that the event tells the state of. */
  push(event: Event, of: string): void {
    if (this.#ended) return
    if (this.#waiting.length >= this.#backlog) this.#waiting = this.#waiting.filter(waiting => waiting.of !== of)
    this.#waiting.push({ of, event })
    this.#wake?.()
  }

  /** No more events come. Those that wait are still given. */
  end(): void {
    this.#ended = true
    this.#wake?.()
  }

  /** This is the last event, in the place of all that wait. */
  endWith(event: Event): void {
    this.#waiting = [{ of: '', event }]
    this.end()
  }

  /** Forgets what waits, and ends. */
  drop(): void {
    this.#waiting = []
    this.end()
  }

  /** The next event when there is one, or `undefined` at the end. One caller at a time. */
  async next(): Promise<Event | undefined> {
    while (this.#waiting.length === 0 && !this.#ended) {
      await new Promise<void>(resolve => {
        this.#wake = resolve
      })
    }
    this.#wake = undefined
    return this.#waiting.shift()?.event
  }
}
