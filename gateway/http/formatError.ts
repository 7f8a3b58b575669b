import { maskError } from '@atelier/platform/errors/maskErrors.ts'
import { GraphQLError, type GraphQLFormattedError } from 'graphql'
import { PresentedError } from '../execution/presentedError.ts'

/** What a client sees of an error. What was not written for clients is masked. */
export function formatError(formatted: GraphQLFormattedError, error: unknown): GraphQLFormattedError {
  if (error instanceof PresentedError) return formatted
  if (!isClientFault(error)) return maskError(formatted)
  return maskError({ ...formatted, extensions: { ...formatted.extensions, code: 'BAD_REQUEST' } })
}

/** Apollo Server gives some faults of clients a status alone, as that of a hash which is not the document's. */
function isClientFault(error: unknown): boolean {
  if (!(error instanceof GraphQLError) || error.extensions.code !== undefined) return false
  const { status } = (error.extensions.http ?? {}) as { status?: unknown }
  return typeof status === 'number' && status >= 400 && status < 500
}
