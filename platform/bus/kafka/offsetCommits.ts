/** Commits how far a partition was taken: one commit at a time, always the furthest, while the next messages go on. */
export class OffsetCommits {
  readonly #commit: (offset: string) => Promise<void>
  #reached: string | undefined
  #running: Promise<void> | undefined
  #failure: { reason: unknown } | undefined

  constructor(commit: (offset: string) => Promise<void>) {
    this.#commit = commit
  }

  get hasFailed(): boolean {
    return this.#failure !== undefined
  }

  /** @param offset of the last message that was taken. */
  reach(offset: string): void {
    // What is committed is where to go on.
    this.#reached = String(BigInt(offset) + 1n)
    this.#running ??= this.#run()
  }

  /**
   * Resolves when everything that was reached is committed.
   * @throws the failure of the first commit that failed; there was none after it.
   */
  async settled(): Promise<void> {
    await this.#running
    if (this.#failure) throw this.#failure.reason
  }

  async #run(): Promise<void> {
    try {
      while (this.#reached !== undefined) {
        const offset = this.#reached
        this.#reached = undefined
        await this.#commit(offset)
      }
      this.#running = undefined
    } catch (reason) {
      this.#failure = { reason }
    }
  }
}
