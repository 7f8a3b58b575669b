/** Thrown for an operation that takes the planner more steps than it may take. */
export class TooManyStepsError extends Error {
  override readonly name = 'TooManyStepsError'
}

/** How the library begins what it says of a field with more ways than its limits. */
const TOO_MANY_WAYS = ['Too many options generated', 'Number of non-local selections exceeds limit']

/**
 * Bounds the planner's work on one operation. The planner follows every way in which subgraphs can answer a field, and
 * their number doubles or triples with each level of fields that several subgraphs share. It knows a limit of the ways to
 * one field only, of which an operation can have thousands; but it looks at that limit each time it has followed a way by
 * one field, so this one counts how often it is looked at. A step takes 20 to 50 microseconds.
 */
export class StepBudget {
  readonly #max: number
  /**
   * Ways to one field at most. Leaves are compared with each other in pairs of ways, so that a single field could take
   * long within any number of steps: the pairs may be as many times more as the steps are. With 20,000 steps these are
   * 1,000 ways, which make no operation slower than fewer would; 2,000 make some twice as slow.
   */
  readonly #maxWays: number
  #taken = 0

  /** @param max steps; Infinity for no limit, of ways neither. */
  constructor(max: number) {
    this.#max = max
    this.#maxWays = Math.sqrt(50 * max)
  }

  /** What to give the planner as its limit of ways. */
  get waysLimit(): number {
    // Comparing a number with an object asks its `valueOf`, and its error message `toString`; the library's types know
    // numbers only.
    return { valueOf: () => this.#step(), toString: () => `${Math.floor(this.#maxWays)}` } as unknown as number
  }

  /**
   * Gives the whole budget to what is planned now.
   * @throws TooManyStepsError when that takes more.
   */
  spend<T>(plan: () => T): T {
    this.#taken = 0
    try {
      return plan()
    } catch (error) {
      if (!(error instanceof Error) || !TOO_MANY_WAYS.some(beginning => error.message.startsWith(beginning)))
        throw error
      throw new TooManyStepsError(error.message, { cause: error })
    }
  }

  #step(): number {
    this.#taken += 1
    if (this.#taken > this.#max) throw new TooManyStepsError(`Planning takes more than ${this.#max} steps.`)
    return this.#maxWays
  }
}
