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
