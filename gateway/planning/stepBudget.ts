/** Planning an operation exceeds the step limit. */
export class TooManyStepsError extends Error {
  override readonly name = 'TooManyStepsError'
}

/** Prefixes of the library's errors for a field with too many paths. */
const TOO_MANY_PATHS = ['Too many options generated', 'Number of non-local selections exceeds limit']

/**
 * Limits the planner's work on one operation. The planner follows every path to a field through the subgraphs, and
 * their number doubles or triples with each level of shared fields. Its own limit is of the paths to one field, of
 * which an operation can have thousands; it reads that limit each time it extends a path by one field, so this class
 * counts those reads. A step takes 20 to 50 microseconds.
 */
export class StepBudget {
  readonly #max: number
  /**
   * Maximum paths to one field. Paths of leaves are compared in pairs, so a single field could take long within any
   * number of steps: the number of pairs is limited in proportion to the steps. With 20,000 steps these are 1,000
   * paths, which make no operation slower than fewer would; 2,000 make some twice as slow.
   */
  readonly #maxPaths: number
  #taken = 0

  /** @param max steps; Infinity for no limit of steps and paths. */
  constructor(max: number) {
    this.#max = max
    this.#maxPaths = Math.sqrt(50 * max)
  }

  /** The planner's `pathsLimit`. */
  get pathsLimit(): number {
    // Comparing a number with an object calls its `valueOf`, and the error message its `toString`; the library's types
    // allow numbers only.
    return { valueOf: () => this.#step(), toString: () => `${Math.floor(this.#maxPaths)}` } as unknown as number
  }

  /**
   * Plans with a new budget.
   * @throws TooManyStepsError when planning exceeds it.
   */
  spend<T>(plan: () => T): T {
    this.#taken = 0
    try {
      return plan()
    } catch (error) {
      if (!(error instanceof Error) || !TOO_MANY_PATHS.some(beginning => error.message.startsWith(beginning)))
        throw error
      throw new TooManyStepsError(error.message, { cause: error })
    }
  }

  #step(): number {
    this.#taken += 1
    if (this.#taken > this.#max) throw new TooManyStepsError(`Planning takes more than ${this.#max} steps.`)
    return this.#maxPaths
  }
}
