/** A mutex for sending results on a connection, one after the other, each when the one before has left the process. */
export class ConnectionTurns {
  #isTaken = false
  readonly #waiting: (() => void)[] = []

  /** @returns a promise of the turn; `undefined` when it is free. */
  take(): Promise<void> | undefined {
    return this.tryTake() ? undefined : new Promise(resolve => this.#waiting.push(resolve))
  }

  /** @returns whether the turn was free. */
  tryTake(): boolean {
    if (this.#isTaken) return false
    this.#isTaken = true
    return true
  }

  release(): void {
    const next = this.#waiting.shift()
    if (next) next()
    else this.#isTaken = false
  }
}
