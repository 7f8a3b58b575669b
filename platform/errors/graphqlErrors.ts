import { GraphQLError } from 'graphql'
import { ERROR_CODES, type ErrorCode } from './errorCodes.ts'

const graphqlError = (code: ErrorCode, message: string, extensions: Record<string, unknown> = {}) =>
  new GraphQLError(message, { extensions: { code, ...extensions } })

export const unauthenticated = (message = 'Sign in to do this.') =>
  graphqlError('UNAUTHENTICATED', message, { http: { status: ERROR_CODES.UNAUTHENTICATED.httpStatus } })

/** @param extensions `http.status` where the whole request is refused. */
export const forbidden = (message = 'You are not allowed to do this.', extensions: Record<string, unknown> = {}) =>
  graphqlError('FORBIDDEN', message, extensions)

export const badUserInput = (message: string) => graphqlError('BAD_USER_INPUT', message)

/** Nobody reads it: the connection was closed before there was an answer. */
export const requestClosed = () => graphqlError('BAD_REQUEST', 'The request was closed before it was answered.')

/** @param retryAfter seconds until another try may succeed. */
export const rateLimited = (retryAfter: number, message = `Too many tries. Try again in ${retryAfter} s.`) =>
  graphqlError('RATE_LIMITED', message, { retryAfter })

/** Nobody can say whether a token is good, as what is needed for that is away. */
export const tokensUncheckable = () =>
  graphqlError('SUBGRAPH_UNAVAILABLE', 'Access tokens cannot be checked at the moment. Try again.')

/** All that may be done at once is being done. @param retryAfter seconds until another try may succeed. */
export const overloaded = (retryAfter: number) =>
  graphqlError('SUBGRAPH_UNAVAILABLE', `The service is busy. Try again in ${retryAfter} s.`, { retryAfter })

/** A service that this one needs did not answer. */
export const unavailable = (serviceName: string) =>
  graphqlError('SUBGRAPH_UNAVAILABLE', `${serviceName} did not answer. Try again.`, { serviceName })

/** A service that this one needs answered, though not as it should: not GraphQL, too large, or not what was asked for. */
export const unusable = (serviceName: string) =>
  graphqlError('SUBGRAPH_UNAVAILABLE', `${serviceName} gave an answer that cannot be used.`, { serviceName })
