import { Lanes } from './lanes.ts'

/** Milliseconds of counted work in one turn of the event loop after which more of it waits for a later turn. */
const SLICE_MS = 20
/** Milliseconds that the loop is left to others at most. */
const MAX_REST_MS = 200

/**
 * Spreads work that holds the event loop over many of its turns, so that requests that come meanwhile are read, and takes
 * one piece of it after the other from each of those who ask for it. What is read of many sockets at once would else be
 * worked off before anything else is looked at.
 *
 * While there is little to do nothing waits, and counting costs one callback in each turn of the loop. After a piece that
 * held the loop for long by itself, those that wait leave it to all else for as long.
 */
export class LoopTurns {
  readonly #waiting = new Lanes<() => void>()
  #spentMs = 0
  #longestMs = 0
  #isTurnWatched = false

  /** Counts work that was done. */
  spend(ms: number): void {
    this.#spentMs += ms
    this.#longestMs = Math.max(this.#longestMs, ms)
    this.#watchTurn()
  }

  /**
   * @param path whose work it is: at each fork the branches are served in turn.
   * @returns what resolves when it is its turn; `undefined` when that is now.
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
    // One: how much work it is shows only when it is done.
    this.#waiting.shift()?.()
    if (this.#waiting.count([]) > 0) this.#watchTurn()
  }
}
