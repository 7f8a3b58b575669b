import { deepStrictEqual } from 'node:assert'

/** Maximum cached encodings of the correct response; some gateways have several, as with other key orders. */
const FORMS = 8

/**
 * Checks that a response has these data and no errors. Bytes that equal an earlier correct response are not parsed
 * again.
 * @throws AssertionError with `message` for any other response, SyntaxError for one that is not JSON.
 */
export function answerCheck(expected: unknown, message: string): (answer: Buffer) => void {
  const right: Buffer[] = []
  return answer => {
    if (right.some(form => form.equals(answer))) return
    const { data, errors } = JSON.parse(answer.toString())
    deepStrictEqual({ data, errors }, { data: expected, errors: undefined }, message)
    if (right.length < FORMS) right.push(answer)
  }
}
