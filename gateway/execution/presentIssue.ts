import { errorCodeFacts } from '@atelier/platform/errors/errorCodes.ts'
import { isTokenProblem, unavailable, unusable } from '@atelier/platform/errors/graphqlErrors.ts'
import { maskError } from '@atelier/platform/errors/maskErrors.ts'
import type { Logger } from '@atelier/platform/log/logger.ts'
import type { ExecutionResult } from 'graphql'
import { numberOf } from '../graphql/exactNumber.ts'
import type { Json, PathStep } from '../graphql/json.ts'
import { PresentedError, presentedError } from '../graphql/presentedError.ts'
import { isPublicCodeOf, type PublicCodes } from '../transport/publicCodes.ts'
import { type FailureReason, SubgraphFetchError } from '../transport/subgraphTransport.ts'
import { cutText, type ErrorLimits, lengthOfPath } from './errorLimits.ts'
import { type ExecutionIssue, type FailedFetch, type SubgraphIssue, TooManyBytesError } from './issues.ts'

export interface PresentOptions {
  log: Logger
  traceId: string
  /** When off, subgraph errors are shown unchanged, for development. */
  maskErrors: boolean
  /** Codes of subgraphs' own that clients may read. */
  publicCodes: PublicCodes
  /** Limits of error messages of subgraphs. */
  errorLimits: ErrorLimits
}

/**
 * The client error of an issue; logs details that are masked.
 * @param issue has its path mapped to the client's already.
 */
export function presentIssue(issue: ExecutionIssue, options: PresentOptions): PresentedError {
  switch (issue.kind) {
    case 'answered':
      return presentAnswer(issue, options)
    case 'failed':
      return presentFailure(issue, options)
    case 'invalid':
      options.log.warn({ fault: issue.message, path: issue.path, traceId: options.traceId }, 'invalid subgraph data')
      return presentedError('INTERNAL_SERVER_ERROR', issue.message, {
        path: issue.path,
        extensions: { traceId: options.traceId },
      })
  }
}

function presentAnswer(
  issue: SubgraphIssue,
  { log, traceId, maskErrors, publicCodes, errorLimits }: PresentOptions,
): PresentedError {
  const { service: serviceName, path, extensions } = issue
  const message = cutText(issue.message, errorLimits.message)
  const { code, reason } = extensions
  if (errorCodeFacts(code)?.isForwarded || isPublicCodeOf(publicCodes, serviceName, code)) {
    // Only known extensions are forwarded: Apollo Server, for one, would take an HTTP status from `extensions.http`.
    const retryAfter = numberOf(extensions.retryAfter)
    const retry = retryAfter === undefined ? {} : { retryAfter }
    // A token may expire on the way.
    const problem = code === 'UNAUTHENTICATED' && isTokenProblem(reason) ? { reason } : {}
    const { serviceName: behind } = extensions
    const named = typeof behind === 'string' ? cutText(behind, MAX_NAME) : serviceName
    return present(message, path, { code, ...retry, ...problem, serviceName: named })
  }
  const logged = { path: path && lengthOfPath(path) <= errorLimits.message ? path : undefined, code: shortCode(code) }
  log.error({ serviceName, ...logged, traceId, fault: withoutValue(message) }, 'subgraph error')
  if (!maskErrors) {
    const { stacktrace: _, http: __, ...shown } = extensions
    const isLong = JSON.stringify(shown).length > errorLimits.message
    return present(message, path, { ...(isLong ? { code: shortCode(code) } : shown), serviceName, traceId })
  }
  const masked = maskError({ message }, traceId)
  return present(masked.message, path, { ...masked.extensions, serviceName })
}

/** Maximum characters of a code or service name chosen by a subgraph. */
const MAX_NAME = 100

const shortCode = (code: Json | undefined) => (typeof code === 'string' ? cutText(code, MAX_NAME) : undefined)

/** GraphQL servers repeat the invalid value of a variable, which may be a secret. */
const withoutValue = (message: string) => message.replace(/^(variable ["'`]?\$?\w+["'`]?).*$/is, '$1 was not accepted')

function presentFailure({ service, cause, path }: FailedFetch, { log, traceId }: PresentOptions): PresentedError {
  if (cause instanceof TooManyBytesError) {
    const advice = `${cause.message} Send smaller variables, or split the operation.`
    return presentedError('COST_LIMIT_EXCEEDED', advice, { path })
  }
  const failure = cause instanceof SubgraphFetchError ? cause : undefined
  const hasAnswered = !failure || ANSWERED.has(failure.reason)
  if (!failure) log.error({ serviceName: service, err: cause, traceId }, 'fetch failed')
  else if (failure.reason !== 'aborted') {
    const { reason, message: fault } = failure
    const what = hasAnswered ? 'subgraph response unusable' : 'subgraph request failed'
    log.warn({ serviceName: service, reason, fault, traceId }, what)
  }
  const { message, extensions } = hasAnswered ? unusable(service) : unavailable(service)
  return present(message, path, extensions)
}

/** Failure reasons with a response. */
const ANSWERED: ReadonlySet<FailureReason> = new Set<FailureReason>(['too large', 'not GraphQL'])

/**
 * One error that counts the omitted ones.
 * @param omitted their counts by subgraph.
 */
export function presentOmitted(omitted: ReadonlyMap<string, number>, { log, traceId }: PresentOptions): PresentedError {
  const moreErrors = Object.fromEntries(omitted)
  log.error({ moreErrors, traceId }, 'subgraph errors omitted')
  const counts = [...omitted].map(([service, count]) => `${count} of ${service}`)
  const message = `There were more errors, which are left out: ${counts.join(', ')}.`
  return presentedError('INTERNAL_SERVER_ERROR', message, { extensions: { traceId, moreErrors } })
}

/**
 * Logs an unexpected error.
 * @returns the masked result for the client.
 */
export function unexpectedFailure(
  error: unknown,
  { log, traceId }: Pick<PresentOptions, 'log' | 'traceId'>,
): ExecutionResult {
  log.error({ err: error, traceId }, 'execution failed')
  const { message, extensions } = maskError({ message: '' }, traceId)
  return { data: null, errors: [new PresentedError(message, { extensions })] }
}

const present = (message: string, path: readonly PathStep[] | undefined, extensions: Record<string, unknown>) =>
  new PresentedError(message, { path, extensions })
