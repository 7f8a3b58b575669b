import { isPublicCode } from '@atelier/platform/errors/maskErrors.ts'
import type { Logger } from '@atelier/platform/log/logger.ts'
import { Counter, Histogram, type Metrics } from '@atelier/platform/metrics/metrics.ts'
import type { GraphQLError, OperationDefinitionNode } from 'graphql'
import { NameLabels } from './nameLabels.ts'

/** The ways operations come in. */
export type TransportName = 'http' | 'websocket' | 'sse' | 'multipart'

/** How an operation ended. */
export type Outcome =
  | 'ok'
  /** With data and errors. */
  | 'partial'
  /** Without data. */
  | 'failed'
  /** Before anything was run, as its variables, cost or caller did not allow it. */
  | 'refused'
  /** The client went away. */
  | 'aborted'

/** An operation that is over. Neither variables nor the document's text are here, as both may hold secrets. */
export interface EndedOperation {
  /** Absent when the document has no such operation. */
  operation?: OperationDefinitionNode
  transport: TransportName
  outcome: Outcome
  errors?: readonly GraphQLError[]
  /** As `performance.now()` has it. */
  startedAt: number
  cost?: number
  /** Results of a subscription. */
  events?: number
  traceId: string
  userId?: string
}

/** Measures operations and writes one log line for each, whatever transport they came by. */
export interface OperationObserver {
  ended(operation: EndedOperation): void
  /** Counts the errors of one of a subscription's results. */
  eventMade(errors: readonly GraphQLError[] | undefined): void
}

/** @param options.logOperations whether to write the lines. */
export function createOperationObserver(
  { registry }: Pick<Metrics, 'registry'>,
  { log, logOperations }: { log: Logger; logOperations: boolean },
): OperationObserver {
  const names = new NameLabels()
  // The line's fields are few and known, and looking for secrets among them costs ten times what the line does.
  const lines = log.child({}, { redact: [] })
  const total = new Counter({
    name: 'gateway_operations_total',
    help: 'Operations that are over: ok, partial (data and errors), failed (no data), refused (not run), aborted.',
    labelNames: ['operation', 'type', 'transport', 'outcome'] as const,
    registers: [registry],
  })
  const duration = new Histogram({
    name: 'gateway_operation_duration_seconds',
    help: 'How long queries and mutations took.',
    labelNames: ['operation', 'type'] as const,
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    registers: [registry],
  })
  const events = new Counter({
    name: 'gateway_subscription_events_total',
    help: 'Results that subscriptions gave, counted when those are over.',
    labelNames: ['operation'] as const,
    registers: [registry],
  })
  const errors = new Counter({
    name: 'gateway_operation_errors_total',
    help: 'Errors that clients were given, by their code.',
    labelNames: ['code'] as const,
    registers: [registry],
  })

  // Finding a child by its labels costs more than counting.
  const totals = new Map<string, Counter.Internal>()
  const durations = new Map<string, Histogram.Internal<'operation' | 'type'>>()

  function count(name: string, type: string, { transport, outcome }: EndedOperation): void {
    const key = `${name} ${type} ${transport} ${outcome}`
    const child = totals.get(key) ?? total.labels(name, type, transport, outcome)
    totals.set(key, child)
    child.inc()
  }

  function time(name: string, type: string, seconds: number): void {
    const key = `${name} ${type}`
    const child = durations.get(key) ?? duration.labels(name, type)
    durations.set(key, child)
    child.observe(seconds)
  }

  function countErrors(given: readonly GraphQLError[] = []): string[] {
    const codes = given.map(codeOf)
    for (const code of codes) errors.inc({ code })
    return [...new Set(codes)]
  }

  return {
    eventMade: given => void countErrors(given),
    ended(ended) {
      const { operation, outcome, startedAt, cost, events: given, transport, traceId, userId } = ended
      const ms = performance.now() - startedAt
      const name = operation?.name?.value
      const label = names.labelOf(name)
      const type = operation?.operation ?? 'unknown'
      count(label, type, ended)
      if (given === undefined) time(label, type, ms / 1000)
      else if (given > 0) events.inc({ operation: label }, given)
      const codes = ended.errors && countErrors(ended.errors)
      if (!logOperations) return
      const durationMs = Math.round(ms * 10) / 10
      const line = { operation: name?.slice(0, 100), type, transport, outcome, durationMs, cost, events: given }
      lines.info({ ...line, codes, traceId, userId }, 'operation')
    },
  }
}

/** Codes that are no others: subgraphs may answer with any, and labels must stay few. */
const OWN_CODES = new Set([
  'BAD_REQUEST',
  'INTERNAL_SERVER_ERROR',
  'OPERATION_RESOLUTION_FAILURE',
  'QUERY_PLANNING_FAILED',
  'SUBSCRIPTION_SCHEMA_RELOAD',
  'UNAUTHORIZED_FIELD_OR_TYPE',
])

function codeOf({ extensions }: GraphQLError): string {
  const { code } = extensions
  return typeof code === 'string' && (OWN_CODES.has(code) || isPublicCode(code)) ? code : 'other'
}
