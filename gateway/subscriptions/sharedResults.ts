/** The results of one event, each made once for all who want the same one at about the same time. */
export class SharedResults<Result> {
  readonly #made = new Map<string, Promise<Result>>()
  #isOld = false

  /** @param key names what the result depends on beside the event. */
  get(key: string, make: () => Promise<Result>): Promise<Result> {
    let result = this.#made.get(key)
    if (!result) {
      result = make()
      if (!this.#isOld) this.#made.set(key, result)
    }
    return result
  }

  /** Keeps nothing any more: what is wanted still is made anew. */
  forget(): void {
    this.#isOld = true
    this.#made.clear()
  }
}
