import { errorCodeFacts } from '@atelier/platform/errors/errorCodes.ts'
import type { GraphQLFormattedError } from 'graphql'

/** What HTTP has no status of its own for. */
const BAD_REQUEST = 400

type Errors = readonly Pick<GraphQLFormattedError, 'extensions'>[]

/**
 * The status of an answer without data. GraphQL over HTTP wants 200 in plain JSON when only the document or its variables
 * are at fault.
 */
export function rejectionStatus(errors: Errors, isPlainJson: boolean): number {
  const facts = errors.map(({ extensions }) => errorCodeFacts(extensions?.code))
  const known = facts.find(code => code && code.httpStatus !== BAD_REQUEST)
  if (known) return known.httpStatus
  return isPlainJson && facts.every(code => code?.isDocumentFault) ? 200 : BAD_REQUEST
}

/** The headers that such an answer has because of its errors. */
export function rejectionHeaders(errors: Errors): Record<string, string> {
  const seconds = errors.map(({ extensions }) => extensions?.retryAfter).find(value => typeof value === 'number')
  return seconds === undefined ? {} : { 'retry-after': String(seconds) }
}
