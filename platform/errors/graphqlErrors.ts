import { GraphQLError, type GraphQLErrorOptions } from 'graphql'
import { ERROR_CODES, type ErrorCode } from './errorCodes.ts'

/** An error with a code of the table. @param extensions besides the code. */
export const graphqlError = (
  code: ErrorCode,
  message: string,
  { extensions, ...options }: GraphQLErrorOptions = {},
): GraphQLError => new GraphQLError(message, { ...options, extensions: { code, ...extensions } })

export const hasCode = (error: unknown, code: ErrorCode): error is GraphQLError =>
  error instanceof GraphQLError && error.extensions.code === code

export const unauthenticated = (message = 'Sign in to do this.') =>
  graphqlError('UNAUTHENTICATED', message, { extensions: { http: { status: ERROR_CODES.UNAUTHENTICATED.httpStatus } } })

export const forbidden = (message = 'You are not allowed to do this.') => graphqlError('FORBIDDEN', message)

/**
 * Why a token is not taken, as `extensions.reason` beside UNAUTHENTICATED. `TOKEN_EXPIRED`: refresh the session.
 * `TOKEN_INVALID`: malformed, forged, or of another issuer; `SESSION_ENDED`: sign in again.
 */
export type TokenProblem = 'TOKEN_EXPIRED' | 'TOKEN_INVALID' | 'SESSION_ENDED'

export const TOKEN_PROBLEMS: Readonly<Record<TokenProblem, string>> = {
  TOKEN_EXPIRED: 'The access token has expired. Refresh the session.',
  TOKEN_INVALID: 'The access token is not valid. Sign in.',
  SESSION_ENDED: 'The session of the access token was ended. Sign in again.',
}

export const isTokenProblem = (value: unknown): value is TokenProblem =>
  typeof value === 'string' && Object.hasOwn(TOKEN_PROBLEMS, value)

/** A token that was given and is not taken. */
export const badToken = (reason: TokenProblem, message = TOKEN_PROBLEMS[reason]) =>
  graphqlError('UNAUTHENTICATED', message, {
    extensions: { reason, http: { status: ERROR_CODES.UNAUTHENTICATED.httpStatus } },
  })

export const badUserInput = (message: string) => graphqlError('BAD_USER_INPUT', message)

/** Never delivered: the connection was closed before the response. */
export const requestClosed = () => graphqlError('BAD_REQUEST', 'The request was closed before it was answered.')

/** @param retryAfter seconds until a retry may succeed. */
export const rateLimited = (retryAfter: number, message = `Too many tries. Try again in ${retryAfter} s.`) =>
  graphqlError('RATE_LIMITED', message, { extensions: { retryAfter } })

/** Tokens cannot be verified, as a dependency of that is unavailable. */
export const tokensUncheckable = () =>
  graphqlError('SUBGRAPH_UNAVAILABLE', 'Access tokens cannot be checked at the moment. Try again.')

/** The concurrency limit is reached. @param retryAfter seconds until a retry may succeed. */
export const overloaded = (retryAfter: number) =>
  graphqlError('SUBGRAPH_UNAVAILABLE', `The service is busy. Try again in ${retryAfter} s.`, {
    extensions: { retryAfter },
  })

/** A service that this one depends on did not respond. */
export const unavailable = (serviceName: string) =>
  graphqlError('SUBGRAPH_UNAVAILABLE', `${serviceName} did not answer. Try again.`, { extensions: { serviceName } })

/** A service that this one depends on gave an invalid response: not GraphQL, too large, or not what was requested. */
export const unusable = (serviceName: string) =>
  graphqlError('SUBGRAPH_UNAVAILABLE', `${serviceName} gave an answer that cannot be used.`, {
    extensions: { serviceName },
  })
