import type { GraphQLFormattedError } from 'graphql'

/** Faults of a document or its variables, which are a well-formed request all the same. */
const DOCUMENT_FAULTS = new Set<unknown>(['GRAPHQL_PARSE_FAILED', 'GRAPHQL_VALIDATION_FAILED', 'BAD_USER_INPUT'])

/** What HTTP has a status of its own for. */
const STATUSES = new Map<unknown, number>([
  ['UNAUTHENTICATED', 401],
  ['RATE_LIMITED', 429],
  ['SUBGRAPH_UNAVAILABLE', 503],
])

type Errors = readonly Pick<GraphQLFormattedError, 'extensions'>[]

/**
 * The status of an answer without data. GraphQL over HTTP wants 200 in plain JSON when only the document or its variables
 * are at fault.
 */
export function refusalStatus(errors: Errors, isPlainJson: boolean): number {
  const known = errors.map(({ extensions }) => STATUSES.get(extensions?.code)).find(status => status !== undefined)
  if (known !== undefined) return known
  return isPlainJson && errors.every(({ extensions }) => DOCUMENT_FAULTS.has(extensions?.code)) ? 200 : 400
}

/** The headers that such an answer has because of its errors. */
export function refusalHeaders(errors: Errors): Record<string, string> {
  const seconds = errors.map(({ extensions }) => extensions?.retryAfter).find(value => typeof value === 'number')
  return seconds === undefined ? {} : { 'retry-after': String(seconds) }
}
