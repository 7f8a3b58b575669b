import { type ErrorCode, metricLabelOf } from '@atelier/platform/errors/errorCodes.ts'
import type { Logger } from '@atelier/platform/log/logger.ts'
import type { Metrics } from '@atelier/platform/metrics/metrics.ts'
import type { Clock } from '@atelier/platform/time/clock.ts'
import type { GraphQLFormattedError, OperationDefinitionNode } from 'graphql'
import { createOperationMetrics } from './operationMetrics.ts'

/** Transports of client operations. */
export type TransportName = 'http' | 'websocket' | 'sse' | 'multipart'

/** How an operation ended. */
export type Outcome =
  | 'ok'
  /** Data and errors. */
  | 'partial'
  /** No data. */
  | 'failed'
  /** Not executed: invalid request, document or variables, too high a cost, or a caller over a limit. */
  | 'rejected'
  /** The client disconnected. */
  | 'aborted'

/** Errors, formatted for clients or not. */
export type Errors = readonly Pick<GraphQLFormattedError, 'extensions'>[]

/** A finished operation, without variables and document text, as both may hold secrets. */
export interface EndedOperation {
  /** Absent when the document has no such operation. */
  operation?: OperationDefinitionNode
  transport: TransportName
  outcome: Outcome
  errors?: Errors
  /** Codes of errors that were counted with a subscription's events. */
  codes?: readonly string[]
  /** By `performance.now()`. */
  startedAt: number
  cost?: number
  /** Events of a subscription. */
  events?: number
  traceId: string
  userId?: string
}

/** A request that was rejected before there was an operation to run. */
export interface RejectedRequest {
  transport: TransportName
  errors: Errors
  /** Present when the document could be parsed. */
  operation?: OperationDefinitionNode
  /** Operation name sent by the client; may be anything. */
  operationName?: unknown
  /** Time of the request, by `performance.now()`. */
  startedAt?: number
  /** Of a WebSocket: the HTTP status of its rejected handshake, or its close code. */
  status?: number
  traceId: string
  userId?: string
}

/** Measures operations and logs one line for each, over any transport. */
export interface OperationObserver {
  ended(operation: EndedOperation): void
  /** In place of `ended` for a request that is rejected before execution. */
  rejected(request: RejectedRequest): void
  /**
   * Counts an event that is sent to a subscriber, and its errors.
   * @returns the error codes.
   */
  eventSent(operation: OperationDefinitionNode, errors: Errors | undefined): readonly string[]
}

export interface OperationObserverOptions {
  log: Logger
  clock: Clock
  /** Whether to log a line for each operation. */
  logOperations: boolean
}

export function createOperationObserver(
  metrics: Pick<Metrics, 'registry'>,
  { log, clock, logOperations }: OperationObserverOptions,
): OperationObserver {
  const { names, ...figures } = createOperationMetrics(metrics, clock)
  // The line's fields are few and known; redaction would cost ten times the line itself.
  const lines = log.child({}, { redact: [] })

  function countErrors(given: Errors = []): string[] {
    const codes = given.map(({ extensions }) => metricLabelOf(extensions?.code))
    for (const code of codes) figures.countError(code)
    return [...new Set(codes)]
  }

  return {
    eventSent({ name }, given) {
      figures.countEvent(names.labelOf(name?.value))
      return given ? countErrors(given) : NO_CODES
    },
    ended(ended) {
      const { operation, outcome, startedAt, cost, events: given, transport, traceId, userId } = ended
      const ms = performance.now() - startedAt
      const name = operation?.name?.value
      const label = outcome === 'rejected' ? names.labelOfRejected(name) : names.labelOf(name)
      const type = operation?.operation ?? 'unknown'
      figures.count(label, type, transport, outcome)
      if (given === undefined) figures.time(label, type, ms / 1000)
      const codes = codesOf(ended.codes, ended.errors && countErrors(ended.errors))
      if (!logOperations) return
      const durationMs = rounded(ms)
      const line = { operation: name?.slice(0, 100), type, transport, outcome, durationMs, cost, events: given }
      lines.info({ ...line, codes, traceId, userId }, 'operation')
    },
    rejected({ transport, errors: given, operation, operationName, startedAt, status, traceId, userId }) {
      const name = operation?.name?.value ?? nameIn(operationName)
      const type = operation?.operation ?? 'unknown'
      const outcome = 'rejected'
      figures.count(names.labelOfRejected(name), type, transport, outcome)
      const codes = countErrors(given)
      if (!logOperations || codes[0] === MISSED) return
      const durationMs = startedAt === undefined ? undefined : rounded(performance.now() - startedAt)
      const line = { operation: name?.slice(0, 100), type, transport, outcome, status, durationMs }
      lines.info({ ...line, codes, traceId, userId }, 'operation')
    },
  }
}

/** To tenths of a millisecond. */
const rounded = (ms: number): number => Math.round(ms * 10) / 10

const NO_CODES: readonly string[] = []

/** @returns distinct codes; `undefined` when there are none, so that the line has no such field. */
function codesOf(before: readonly string[] = NO_CODES, now: readonly string[] = NO_CODES): string[] | undefined {
  const codes = new Set([...before, ...now])
  return codes.size > 0 ? [...codes] : undefined
}

/** A miss of an automatic persisted query: the client sends the document next, and that request is logged. */
const MISSED: ErrorCode = 'PERSISTED_QUERY_NOT_FOUND'

/** `undefined` for what is no GraphQL name, as it may be a secret. */
const nameIn = (given: unknown): string | undefined =>
  typeof given === 'string' && /^[_A-Za-z][_0-9A-Za-z]*$/.test(given) ? given : undefined
