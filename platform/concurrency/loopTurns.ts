import { Lanes } from './lanes.ts'

/** Milliseconds of counted work in one event loop turn; more of it waits for a later turn. */
const SLICE_MS = 20
/** Maximum milliseconds that waiting work leaves the loop to others. */
const MAX_REST_MS = 200

/**
 * Spreads work that blocks the event loop over many of its turns, round-robin by key, so that requests are read
 * meanwhile: otherwise all that was read from many sockets at once would run first.
 *
 * Under little load nothing waits, and counting costs one callback per turn. After work that blocked the loop for long
 * by itself, queued work leaves the loop free for as long.
 */
export class LoopTurns {
  readonly #waiting = new Lanes<() => void>()
  #spentMs = 0
  #longestMs = 0
  #isTurnWatched = false

  /** Counts finished work. */
  spend(ms: number): void {
    this.#spentMs += ms
    this.#longestMs = Math.max(this.#longestMs, ms)
    this.#watchTurn()
  }

  /**
   * @param path the keys of the work: each fork is served round-robin.
   * @returns a promise of its turn; `undefined` when that is now.
   */
  next(path: readonly string[]): Promise<void> | undefined {
    if (this.#spentMs < SLICE_MS && this.#waiting.count([]) === 0) return undefined
    this.#watchTurn()
    return new Promise(resolve => this.#waiting.push(path, resolve))
  }

  #watchTurn(): void {
    if (this.#isTurnWatched) return
    this.#isTurnWatched = true
    setImmediate(() => {
      const isRestDue = this.#longestMs > SLICE_MS && this.#waiting.count([]) > 0
      if (isRestDue) setTimeout(() => this.#takeTurn(), Math.min(this.#longestMs, MAX_REST_MS))
      else this.#takeTurn()
    })
  }

  #takeTurn(): void {
    this.#isTurnWatched = false
    this.#spentMs = 0
    this.#longestMs = 0
    // One: the duration of work is known only afterwards.
    this.#waiting.shift()?.()
    if (this.#waiting.count([]) > 0) this.#watchTurn()
  }
}
