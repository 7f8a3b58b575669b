import { Counter, Histogram, type Metrics } from '@atelier/platform/metrics/metrics.ts'
import type { Clock } from '@atelier/platform/time/clock.ts'
import { NameLabels } from './nameLabels.ts'
import { SeriesByName } from './seriesByName.ts'

/** Metrics of operations, with bounded labels whatever clients send. */
export interface OperationMetrics {
  /** Labels of operation names. */
  names: Pick<NameLabels, 'labelOf' | 'labelOfRejected'>
  /** @param label of `names`. */
  count(label: string, type: string, transport: string, outcome: string): void
  time(label: string, type: string, seconds: number): void
  countEvent(label: string): void
  countError(code: string): void
}

export function createOperationMetrics({ registry }: Pick<Metrics, 'registry'>, clock: Clock): OperationMetrics {
  const totals = new SeriesByName(
    new Counter({
      name: 'gateway_operations_total',
      help: 'Completed operations by outcome: ok, partial (data and errors), failed (no data), rejected (not executed), aborted.',
      labelNames: ['operation', 'type', 'transport', 'outcome'] as const,
      registers: [registry],
    }),
  )
  const durations = new SeriesByName(
    new Histogram({
      name: 'gateway_operation_duration_seconds',
      help: 'Duration of queries and mutations.',
      labelNames: ['operation', 'type'] as const,
      buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
      registers: [registry],
    }),
  )
  const events = new SeriesByName(
    new Counter({
      name: 'gateway_subscription_events_total',
      help: 'Results sent to subscribers.',
      labelNames: ['operation'] as const,
      registers: [registry],
    }),
  )
  const errors = new Counter({
    name: 'gateway_operation_errors_total',
    help: 'GraphQL errors in responses, by code.',
    labelNames: ['code'] as const,
    registers: [registry],
  })
  const onForgotten = (name: string) => {
    for (const series of [totals, durations, events]) series.forget(name)
  }

  return {
    names: new NameLabels({ clock, onForgotten }),
    count: (...labels) => totals.of(...labels).inc(),
    time: (label, type, seconds) => durations.of(label, type).observe(seconds),
    countEvent: label => events.of(label).inc(),
    countError: code => errors.inc({ code }),
  }
}
