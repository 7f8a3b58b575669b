import { Counter, Gauge, type Metrics } from '@atelier/platform/metrics/metrics.ts'
import type { PlannerCounters } from './plannerCounters.ts'

/** Registers the gateway's metrics, each read at scrape time. */
export function addGatewayMetrics(
  { registry }: Metrics,
  read: {
    subscriptions: () => number
    upstreams: () => number
    webSockets: () => number
    pendingWebSockets: () => number
    operations: () => { underWay: number; waiting: number }
    heldBytes: () => number
    answerBytes: () => number
    waitingEventBytes: () => number
    isSupergraphRejected: () => boolean
    plans: () => number
    counts: PlannerCounters
  },
): void {
  const gauge = (name: string, help: string, value: () => number) =>
    new Gauge({
      name,
      help,
      registers: [registry],
      collect() {
        this.set(value())
      },
    })
  gauge('gateway_subscriptions', 'Open client subscriptions.', read.subscriptions)
  gauge('gateway_upstream_subscriptions', 'Open upstream subscriptions to subgraphs.', read.upstreams)
  gauge('gateway_websockets', 'Open client WebSocket connections.', read.webSockets)
  gauge('gateway_websockets_pending', 'WebSocket connections before connection_init.', read.pendingWebSockets)
  gauge('gateway_operations', 'Queries and mutations in flight.', () => read.operations().underWay)
  gauge(
    'gateway_operations_waiting',
    'Queries and mutations queued by the concurrency limit.',
    () => read.operations().waiting,
  )
  gauge('gateway_answer_bytes', 'Bytes of long responses being produced and sent.', read.answerBytes)
  gauge('gateway_waiting_event_bytes', 'Bytes of events queued for slow subscribers.', read.waitingEventBytes)
  gauge('gateway_held_body_bytes', 'Bytes of long request bodies and WebSocket messages in memory.', read.heldBytes)
  gauge('gateway_supergraph_rejected', 'Whether the last supergraph read was rejected (1) or is served (0).', () =>
    Number(read.isSupergraphRejected()),
  )
  gauge('gateway_plans', 'Query plans in the cache.', read.plans)

  const counter = (name: string, help: string, value: () => number) =>
    new Counter({
      name,
      help,
      registers: [registry],
      collect() {
        this.reset()
        this.inc(value())
      },
    })
  const { counts } = read
  counter('gateway_plan_cache_hits_total', 'Query plan cache hits.', () => counts.planHits)
  counter('gateway_plan_cache_misses_total', 'Query plan cache misses.', () => counts.planMisses)
  counter(
    'gateway_planning_seconds_total',
    'Seconds of planning, which block the event loop.',
    () => counts.planningSeconds,
  )
  counter('gateway_documents_known_total', 'Document cache hits.', () => counts.documentsKnown)
  counter('gateway_documents_new_total', 'Documents parsed and validated.', () => counts.documentsNew)
  counter('gateway_documents_rejected_total', 'Documents rejected by validation.', () => counts.documentsRejected)
}
