/** Commits offsets of a partition: one commit at a time, always the highest, while further messages are handled. */
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

  /** @param offset of the last handled message. */
  reach(offset: string): void {
    // A committed offset is that of the next message.
    this.#reached = String(BigInt(offset) + 1n)
    this.#running ??= this.#run()
  }

  /**
   * Resolves when the highest offset is committed.
   * @throws the error of the first failed commit; there was none after it.
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
