import type { ErrorCode } from '@atelier/platform/errors/errorCodes.ts'
import { maskError } from '@atelier/platform/errors/maskErrors.ts'
import { GraphQLError, type GraphQLFormattedError } from 'graphql'
import { cutText, type ErrorLimits } from '../execution/errorLimits.ts'
import { PresentedError } from '../graphql/presentedError.ts'

export type FormatError = (formatted: GraphQLFormattedError, error: unknown) => GraphQLFormattedError

/** Formats errors for clients: masks internal ones and truncates those of Apollo Server. */
export const errorFormatter =
  (limits: ErrorLimits): FormatError =>
  (formatted, error) => {
    if (error instanceof PresentedError) return formatted
    const short = { ...formatted, message: cutText(formatted.message, limits.message) }
    if (!isClientError(error)) return maskError(short)
    const code: ErrorCode = 'BAD_REQUEST'
    return maskError({ ...short, extensions: { ...formatted.extensions, code } })
  }

/** Apollo Server gives some client errors an HTTP status without a code, as a hash that does not match the document. */
function isClientError(error: unknown): boolean {
  if (!(error instanceof GraphQLError) || error.extensions.code !== undefined) return false
  const { status } = (error.extensions.http ?? {}) as { status?: unknown }
  return typeof status === 'number' && status >= 400 && status < 500
}
