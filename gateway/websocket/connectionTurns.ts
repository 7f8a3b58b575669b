/** Who may send a result on a connection: one after the other, each when what came before has left the process. */
export class ConnectionTurns {
  #isTaken = false
  readonly #waiting: (() => void)[] = []

  /** @returns what resolves when the turn has come; `undefined` when that is now. */
  take(): Promise<void> | undefined {
    return this.tryTake() ? undefined : new Promise(resolve => this.#waiting.push(resolve))
  }

  /** @returns whether nobody else has the turn. */
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
