import { maskError } from '@atelier/platform/errors/maskErrors.ts'
import { GraphQLError, type GraphQLFormattedError } from 'graphql'
import { cutText, type ErrorLimits } from '../execution/errorLimits.ts'
import { PresentedError } from '../graphql/presentedError.ts'

export type FormatError = (formatted: GraphQLFormattedError, error: unknown) => GraphQLFormattedError

/** Makes what a client sees of an error. What was not written for clients is masked; Apollo Server's may be long. */
export const errorFormatter =
  (limits: ErrorLimits): FormatError =>
  (formatted, error) => {
    if (error instanceof PresentedError) return formatted
    const short = { ...formatted, message: cutText(formatted.message, limits.message) }
    if (!isClientFault(error)) return maskError(short)
    return maskError({ ...short, extensions: { ...formatted.extensions, code: 'BAD_REQUEST' } })
  }

/** Apollo Server gives some faults of clients a status alone, as that of a hash which is not the document's. */
function isClientFault(error: unknown): boolean {
  if (!(error instanceof GraphQLError) || error.extensions.code !== undefined) return false
  const { status } = (error.extensions.http ?? {}) as { status?: unknown }
  return typeof status === 'number' && status >= 400 && status < 500
}
