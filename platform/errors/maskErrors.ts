import type { GraphQLFormattedError } from 'graphql'
import { sentenceOf, storageFault } from './storageFault.ts'

/** Codes whose messages are written for clients; everything else is a fault of ours and is masked. */
const PUBLIC_CODES = new Set([
  'UNAUTHENTICATED',
  'FORBIDDEN',
  'RATE_LIMITED',
  'COST_LIMIT_EXCEEDED',
  'BAD_USER_INPUT',
  'SUBGRAPH_UNAVAILABLE',
  'BAD_REQUEST',
  'GRAPHQL_PARSE_FAILED',
  'GRAPHQL_VALIDATION_FAILED',
  'OPERATION_RESOLUTION_FAILURE',
  'PERSISTED_QUERY_NOT_FOUND',
  'PERSISTED_QUERY_NOT_SUPPORTED',
  'SUBSCRIPTION_SCHEMA_RELOAD',
])

/** Whether an error was written for clients to read. */
export const isPublicCode = (code: unknown): boolean => typeof code === 'string' && PUBLIC_CODES.has(code)

/**
 * What a client sees of an error: its own words when it was written for clients, what to do when nothing can be saved,
 * else one sentence with the trace id by which the log line is found.
 * @param error what was thrown, where it is known.
 */
export function maskError(formatted: GraphQLFormattedError, traceId?: string, error?: unknown): GraphQLFormattedError {
  const { stacktrace: _, ...extensions } = formatted.extensions ?? {}
  if (isPublicCode(extensions.code)) return { ...formatted, extensions }
  const place = {
    ...(formatted.path ? { path: formatted.path } : {}),
    ...(formatted.locations ? { locations: formatted.locations } : {}),
  }
  const fault = storageFault(error)
  if (fault) return { message: sentenceOf(fault), ...place, extensions: { code: 'SUBGRAPH_UNAVAILABLE' } }
  return {
    message: 'Something went wrong on our side. Try again, and quote the trace id if it goes on.',
    ...place,
    extensions: { code: 'INTERNAL_SERVER_ERROR', ...(traceId ? { traceId } : {}) },
  }
}
