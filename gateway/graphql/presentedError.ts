import type { ErrorCode } from '@atelier/platform/errors/errorCodes.ts'
import { GraphQLError, type GraphQLErrorOptions } from 'graphql'

/** An error for clients, masked already where it has to be: it is sent unchanged. */
export class PresentedError extends GraphQLError {}

/** An error of the gateway itself for clients. @param extensions besides the code. */
export const presentedError = (
  code: ErrorCode,
  message: string,
  { extensions, ...options }: GraphQLErrorOptions = {},
): PresentedError => new PresentedError(message, { ...options, extensions: { code, ...extensions } })
