/** A response of the gateway, loosely typed for tests. */
export interface Answer {
  // biome-ignore lint/suspicious/noExplicitAny: tests read answers of every shape and assert what they hold
  data?: any
  errors?: { message: string; path?: (string | number)[]; extensions?: Record<string, unknown> }[]
}

/** Code of a response's first error. */
export const codeOf = (answer: Answer) => answer.errors?.[0]?.extensions?.code

/** Codes of a payload's `userErrors`. */
export const userErrorCodes = (payload: { userErrors: { code: string }[] }) =>
  payload.userErrors.map(error => error.code)

/** A response with unexpected errors. */
export class UnexpectedAnswerError extends Error {
  override readonly name = 'UnexpectedAnswerError'
  /** `retryAfter` of a rate limit; absent for other errors. */
  readonly retryAfterMs?: number

  constructor(answer: Answer) {
    super(JSON.stringify(answer))
    const seconds = answer.errors?.find(({ extensions }) => extensions?.code === 'RATE_LIMITED')?.extensions?.retryAfter
    if (typeof seconds === 'number') this.retryAfterMs = seconds * 1_000
  }
}

/**
 * The data of a response without errors.
 * @throws UnexpectedAnswerError
 */
export function dataOf(answer: Answer) {
  if (answer.errors) throw new UnexpectedAnswerError(answer)
  return answer.data
}

/** A client of the gateway. */
export interface Asking {
  /** Executes an operation. */
  ask(query: string, variables?: Record<string, unknown>): Promise<Answer>
  /** Executes an operation that must not have errors. */
  get(query: string, variables?: Record<string, unknown>): Promise<Answer['data']>
  /** Events of a subscription, over this person's own connection. */
  watch(query: string, variables?: Record<string, unknown>): AsyncIterable<Answer>
}
