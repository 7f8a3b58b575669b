import { errorCodeFacts } from '@atelier/platform/errors/errorCodes.ts'
import { unavailable, unusable } from '@atelier/platform/errors/graphqlErrors.ts'
import { maskError } from '@atelier/platform/errors/maskErrors.ts'
import type { Logger } from '@atelier/platform/log/logger.ts'
import type { ExecutionResult } from 'graphql'
import type { Json, PathStep } from '../graphql/json.ts'
import { PresentedError } from '../graphql/presentedError.ts'
import { type FailureReason, SubgraphFetchError } from '../transport/subgraphTransport.ts'
import { cutText, type ErrorLimits, lengthOfPath } from './errorLimits.ts'
import { type AnsweredFault, type FailedFetch, type Fault, TooManyBytesError } from './faults.ts'

export interface PresentOptions {
  log: Logger
  traceId: string
  /** Off shows subgraphs' errors as they come, for development. */
  maskErrors: boolean
  /** What subgraphs say may be of any length. */
  errorLimits: ErrorLimits
}

/**
 * Puts a fault in a client's terms and logs what is kept from the client.
 * @param fault with its path already in the client's names.
 */
export function presentFault(fault: Fault, options: PresentOptions): PresentedError {
  switch (fault.kind) {
    case 'answered':
      return presentAnswer(fault, options)
    case 'failed':
      return presentFailure(fault, options)
    case 'invalid':
      options.log.warn({ fault: fault.message, path: fault.path, traceId: options.traceId }, 'invalid subgraph data')
      return present(fault.message, fault.path, { code: 'INTERNAL_SERVER_ERROR', traceId: options.traceId })
  }
}

function presentAnswer(
  fault: AnsweredFault,
  { log, traceId, maskErrors, errorLimits }: PresentOptions,
): PresentedError {
  const { service: serviceName, path, extensions } = fault
  const message = cutText(fault.message, errorLimits.message)
  const { code, retryAfter } = extensions
  if (errorCodeFacts(code)?.isForwarded) {
    // Only what is known passes: Apollo Server, for one, would take an HTTP status from `extensions.http`.
    const retry = typeof retryAfter === 'number' ? { retryAfter } : {}
    const { serviceName: behind } = extensions
    const named = typeof behind === 'string' ? cutText(behind, MAX_NAME) : serviceName
    return present(message, path, { code, ...retry, serviceName: named })
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

/** Characters of a name that a subgraph may choose: of a code, or of a service behind it. */
const MAX_NAME = 100

const shortCode = (code: Json | undefined) => (typeof code === 'string' ? cutText(code, MAX_NAME) : undefined)

/** GraphQL servers repeat the value of a variable that does not fit, which may be a secret. */
const withoutValue = (message: string) => message.replace(/^(variable ["'`]?\$?\w+["'`]?).*$/is, '$1 was not accepted')

function presentFailure({ service, cause, path }: FailedFetch, { log, traceId }: PresentOptions): PresentedError {
  if (cause instanceof TooManyBytesError) {
    return present(`${cause.message} Send less, or ask for parts of it in operations of their own.`, path, {
      code: 'COST_LIMIT_EXCEEDED',
    })
  }
  const failure = cause instanceof SubgraphFetchError ? cause : undefined
  const hasAnswered = !failure || ANSWERED.has(failure.reason)
  if (!failure) log.error({ serviceName: service, err: cause, traceId }, 'fetch failed')
  else if (failure.reason !== 'aborted') {
    const { reason, message: fault } = failure
    const what = hasAnswered ? 'subgraph gave an unusable answer' : 'subgraph did not answer'
    log.warn({ serviceName: service, reason, fault, traceId }, what)
  }
  const { message, extensions } = hasAnswered ? unusable(service) : unavailable(service)
  return present(message, path, extensions)
}

/** Reasons of failures where there was an answer. */
const ANSWERED: ReadonlySet<FailureReason> = new Set<FailureReason>(['too large', 'not GraphQL'])

/**
 * The one error that stands for those that are not told.
 * @param untold how many they are, by subgraph.
 */
export function presentOmitted(omitted: ReadonlyMap<string, number>, { log, traceId }: PresentOptions): PresentedError {
  const moreErrors = Object.fromEntries(omitted)
  log.error({ moreErrors, traceId }, 'subgraph errors omitted')
  const counts = [...omitted].map(([service, count]) => `${count} of ${service}`)
  const message = `There were more errors, which are left out: ${counts.join(', ')}.`
  return present(message, undefined, { code: 'INTERNAL_SERVER_ERROR', traceId, moreErrors })
}

/** Logs what should not have happened, and gives the result that a client sees of it. */
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
