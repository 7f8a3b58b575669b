import { metricLabelOf } from '@atelier/platform/errors/errorCodes.ts'
import type { Logger } from '@atelier/platform/log/logger.ts'
import type { Metrics } from '@atelier/platform/metrics/metrics.ts'
import type { Clock } from '@atelier/platform/time/clock.ts'
import type { GraphQLFormattedError, OperationDefinitionNode } from 'graphql'
import { createOperationMetrics } from './operationMetrics.ts'

/** The ways operations come in. */
export type TransportName = 'http' | 'websocket' | 'sse' | 'multipart'

/** How an operation ended. */
export type Outcome =
  | 'ok'
  /** With data and errors. */
  | 'partial'
  /** Without data. */
  | 'failed'
  /** Before anything was run, as its form, document, variables, cost or caller did not allow it. */
  | 'rejected'
  /** The client went away. */
  | 'aborted'

/** As clients are given them, or as they are made. */
export type Errors = readonly Pick<GraphQLFormattedError, 'extensions'>[]

/** An operation that is over. Neither variables nor the document's text are here, as both may hold secrets. */
export interface EndedOperation {
  /** Absent when the document has no such operation. */
  operation?: OperationDefinitionNode
  transport: TransportName
  outcome: Outcome
  errors?: Errors
  /** Codes of errors that were counted before, with a subscription's results. */
  codes?: readonly string[]
  /** As `performance.now()` has it. */
  startedAt: number
  cost?: number
  /** Results of a subscription. */
  events?: number
  traceId: string
  userId?: string
}

/** A request that was rejected before there was an operation to run. */
export interface RejectedRequest {
  transport: TransportName
  errors: Errors
  /** Known where the document could be read. */
  operation?: OperationDefinitionNode
  /** What the client says is the operation's name; it may be anything. */
  operationName?: unknown
  /** When the request came, as `performance.now()` has it. */
  startedAt?: number
  /** Of a WebSocket: the HTTP status that its handshake was rejected with, or the code that it was closed with. */
  status?: number
  traceId: string
  userId?: string
}

/** Measures operations and writes one log line for each, whatever transport they came by. */
export interface OperationObserver {
  ended(operation: EndedOperation): void
  /** Stands in the place of `ended` for a request that never came so far. */
  rejected(request: RejectedRequest): void
  /**
   * Counts a result of a subscription as it is sent, and its errors.
   * @returns the codes of those.
   */
  eventSent(operation: OperationDefinitionNode, errors: Errors | undefined): readonly string[]
}

export interface OperationObserverOptions {
  log: Logger
  clock: Clock
  /** Whether to write the lines. */
  logOperations: boolean
}

export function createOperationObserver(
  metrics: Pick<Metrics, 'registry'>,
  { log, clock, logOperations }: OperationObserverOptions,
): OperationObserver {
  const { names, ...figures } = createOperationMetrics(metrics, clock)
  // The line's fields are few and known, and looking for secrets among them costs ten times what the line does.
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

/** @returns each once; `undefined` where there are none, so that the line has none. */
function codesOf(before: readonly string[] = NO_CODES, now: readonly string[] = NO_CODES): string[] | undefined {
  const codes = new Set([...before, ...now])
  return codes.size > 0 ? [...codes] : undefined
}

/** A hash whose document is not kept: the client sends the document next, and the line is written for that. */
const MISSED = 'PERSISTED_QUERY_NOT_FOUND'

/** What is no name in GraphQL may be anything, a secret too. */
const nameIn = (given: unknown): string | undefined =>
  typeof given === 'string' && /^[_A-Za-z][_0-9A-Za-z]*$/.test(given) ? given : undefined
