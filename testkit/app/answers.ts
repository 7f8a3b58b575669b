/** An answer of the gateway, as loose as a test wants it. */
export interface Answer {
  // biome-ignore lint/suspicious/noExplicitAny: tests read answers of every shape and assert what they hold
  data?: any
  errors?: { message: string; path?: (string | number)[]; extensions?: Record<string, unknown> }[]
}

/** The code of an answer's first error. */
export const codeOf = (answer: Answer) => answer.errors?.[0]?.extensions?.code

/** The codes of a payload's `userErrors`. */
export const userErrorCodes = (payload: { userErrors: { code: string }[] }) =>
  payload.userErrors.map(error => error.code)

/** An answer with errors that a test did not expect. */
export class UnexpectedAnswerError extends Error {
  override readonly name = 'UnexpectedAnswerError'
  /** How long the limit that was met asks to wait; absent for other errors. */
  readonly retryAfterMs?: number

  constructor(answer: Answer) {
    super(JSON.stringify(answer))
    const seconds = answer.errors?.find(({ extensions }) => extensions?.code === 'RATE_LIMITED')?.extensions?.retryAfter
    if (typeof seconds === 'number') this.retryAfterMs = seconds * 1_000
  }
}

/** The data of an answer that must be without errors. @throws UnexpectedAnswerError */
export function dataOf(answer: Answer) {
  if (answer.errors) throw new UnexpectedAnswerError(answer)
  return answer.data
}

/** Who can ask the gateway something. */
export interface Asking {
  /** Runs an operation. */
  ask(query: string, variables?: Record<string, unknown>): Promise<Answer>
  /** Runs an operation that must be without errors. */
  get(query: string, variables?: Record<string, unknown>): Promise<Answer['data']>
  /** The events of a subscription, over a connection of this person's own. */
  watch(query: string, variables?: Record<string, unknown>): AsyncIterable<Answer>
}
