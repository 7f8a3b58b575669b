import type { GraphQLFormattedError } from 'graphql'

/** Faults of a document or its variables, which are a well-formed request all the same. */
const DOCUMENT_FAULTS = new Set<unknown>(['GRAPHQL_PARSE_FAILED', 'GRAPHQL_VALIDATION_FAILED', 'BAD_USER_INPUT'])

/** Whether only the document or its variables are at fault: GraphQL over HTTP wants 200 for them in plain JSON. */
export const areDocumentFaults = (errors: readonly Pick<GraphQLFormattedError, 'extensions'>[]): boolean =>
  errors.every(({ extensions }) => DOCUMENT_FAULTS.has(extensions?.code))
