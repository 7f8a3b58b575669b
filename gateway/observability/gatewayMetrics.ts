import { Counter, Gauge, type Metrics } from '@atelier/platform/metrics/metrics.ts'
import type { PlannerCounters } from './plannerCounters.ts'

/** Adds the gateway's own figures, each read when it is asked for. */
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
    isSupergraphRefused: () => boolean
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
  gauge('gateway_subscriptions', 'Subscriptions of clients that are open now.', read.subscriptions)
  gauge('gateway_upstream_subscriptions', 'Subscriptions to subgraphs that are open now.', read.upstreams)
  gauge('gateway_websockets', 'WebSockets of clients that are open now.', read.webSockets)
  gauge(
    'gateway_websockets_pending',
    'Of those, WebSockets that have not said yet whose they are.',
    read.pendingWebSockets,
  )
  gauge('gateway_operations', 'Queries and mutations that are under way now.', () => read.operations().underWay)
  gauge(
    'gateway_operations_waiting',
    'Queries and mutations that wait for others to end.',
    () => read.operations().waiting,
  )
  gauge('gateway_answer_bytes', 'Bytes of long answers that are being made and sent now.', read.answerBytes)
  gauge('gateway_waiting_event_bytes', 'Bytes of events that wait for slow subscribers now.', read.waitingEventBytes)
  gauge('gateway_held_body_bytes', 'Bytes of long request bodies and messages that are held now.', read.heldBytes)
  gauge(
    'gateway_supergraph_refused',
    'Whether the supergraph that was read last was refused (1) or is served (0).',
    () => Number(read.isSupergraphRefused()),
  )
  gauge('gateway_plans', 'Plans that are kept now.', read.plans)

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
  counter('gateway_plan_cache_hits_total', 'Operations whose plan was there.', () => counts.planHits)
  counter('gateway_plan_cache_misses_total', 'Plans that were made.', () => counts.planMisses)
  counter(
    'gateway_planning_seconds_total',
    'Seconds of planning, which hold the process.',
    () => counts.planningSeconds,
  )
  counter('gateway_documents_known_total', 'Documents that had been validated before.', () => counts.documentsKnown)
  counter('gateway_documents_new_total', 'Documents that were parsed and validated.', () => counts.documentsNew)
  counter('gateway_documents_refused_total', 'Documents that were found bad.', () => counts.documentsRefused)
}
