/** The results of one event, each made once, however many subscribers want the same one. */
export class SharedResults<Result> {
  readonly #made = new Map<string, Promise<Result>>()

  /** @param key names what the result depends on beside the event. */
  get(key: string, make: () => Promise<Result>): Promise<Result> {
    let result = this.#made.get(key)
    if (!result) {
      result = make()
      this.#made.set(key, result)
    }
    return result
  }
}
