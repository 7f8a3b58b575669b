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

/** The data of an answer that must be without errors. */
export function dataOf(answer: Answer) {
  if (answer.errors) throw new Error(`Unexpected errors: ${JSON.stringify(answer.errors)}`)
  return answer.data
}
