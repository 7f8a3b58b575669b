/** Thrown for an operation that takes the planner more steps than it may take. */
export class TooManyStepsError extends Error {
  override readonly name = 'TooManyStepsError'
}

/**
 * Ways to one field at most. Leaves are compared with each other in pairs of ways, so that a single field could take long
 * within any number of steps. With 20,000 steps, 1,000 ways make no operation slower than fewer ways would.
 */
const MAX_WAYS = 1_000

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
  #taken = 0

  constructor(max: number) {
    this.#max = max
  }

  /** What to give the planner as its limit of ways. */
  get waysLimit(): number {
    // Comparing a number with an object asks its `valueOf`; the library's types know numbers only.
    return { valueOf: () => this.#step() } as unknown as number
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
    return MAX_WAYS
  }
}
