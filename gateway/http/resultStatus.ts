import { errorCodeFacts } from '@atelier/platform/errors/errorCodes.ts'
import type { GraphQLFormattedError } from 'graphql'

/** Status of errors without a status of their own. */
const BAD_REQUEST = 400

type Errors = readonly Pick<GraphQLFormattedError, 'extensions' | 'message'>[]

/**
 * The HTTP status of a response without data. GraphQL over HTTP requires 200 for `application/json` when only the
 * document or its variables are invalid.
 */
export function rejectionStatus(errors: Errors, isPlainJson: boolean): number {
  const facts = errors.map(({ extensions }) => errorCodeFacts(extensions?.code))
  const known = facts.find(code => code && code.httpStatus !== BAD_REQUEST)
  if (known) return known.httpStatus
  return isPlainJson && facts.every(code => code?.isDocumentFault) ? 200 : BAD_REQUEST
}

/** The headers of a response without data. */
export function rejectionHeaders(errors: Errors): Record<string, string> {
  const seconds = errors.map(({ extensions }) => extensions?.retryAfter).find(value => typeof value === 'number')
  const rejected = errors.find(({ extensions }) => extensions?.code === 'UNAUTHENTICATED')
  return {
    ...(seconds !== undefined && { 'retry-after': String(seconds) }),
    ...(rejected && { 'www-authenticate': challenge(rejected) }),
  }
}

/**
 * The challenge of RFC 6750, section 3, with what is wrong with a token that was given; its description may have no
 * quotes.
 */
function challenge({ extensions, message }: Errors[number]): string {
  if (extensions?.reason === undefined) return 'Bearer'
  const description = message.replaceAll('"', "'").replace(/[^\x20-\x7e]|\\/g, '')
  return `Bearer error="invalid_token", error_description="${description}"`
}
