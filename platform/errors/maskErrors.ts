import type { GraphQLFormattedError } from 'graphql'
import { type ErrorCode, isPublicCode } from './errorCodes.ts'
import { sentenceOf, storageFault } from './storageFault.ts'

/**
 * The client's view of an error: its own message when written for clients, advice when storage is unavailable, else a
 * generic message with the trace id of its log line.
 * @param error the thrown error, where known.
 */
export function maskError(formatted: GraphQLFormattedError, traceId?: string, error?: unknown): GraphQLFormattedError {
  const { stacktrace: _, ...extensions } = formatted.extensions ?? {}
  if (isPublicCode(extensions.code)) return { ...formatted, extensions }
  const place = {
    ...(formatted.path ? { path: formatted.path } : {}),
    ...(formatted.locations ? { locations: formatted.locations } : {}),
  }
  const fault = storageFault(error)
  const shown = (code: ErrorCode, message: string, more = {}) => ({ message, ...place, extensions: { code, ...more } })
  if (fault) return shown('SUBGRAPH_UNAVAILABLE', sentenceOf(fault))
  return shown('INTERNAL_SERVER_ERROR', INTERNAL_ERROR, traceId ? { traceId } : {})
}

const INTERNAL_ERROR = 'Something went wrong on our side. Try again, and quote the trace id if it goes on.'
