import { Counter, Gauge, type Metrics } from '@atelier/platform/metrics/metrics.ts'
import { type FiguresBySubgraph, figuresBySubgraph } from './figuresBySubgraph.ts'
import { outcomeLabel } from './subgraphMetrics.ts'
import type { FailureReason } from './subgraphTransport.ts'

/**
 * Outcome of a subscription to a subgraph. `completed`: by the subgraph. `rejected`: with its errors. `ended`: by the
 * gateway, without subscribers.
 */
export type SubscriptionOutcome = 'completed' | 'rejected' | 'ended' | FailureReason

/** Metrics of one subgraph's subscriptions, and of their shared WebSocket. */
export interface SubgraphStreamFigures {
  opened(): void
  event(): void
  over(outcome: SubscriptionOutcome): void
  connected(): void
  /** An open connection was lost with subscriptions. */
  lost(): void
  retried(): void
}

export type SubgraphStreamMetrics = FiguresBySubgraph<SubgraphStreamFigures>

/** @param openTo the subgraph of each open WebSocket, read at scrape time. */
export function addSubgraphStreamMetrics(
  { registry }: Pick<Metrics, 'registry'>,
  openTo: () => Iterable<string>,
): SubgraphStreamMetrics {
  const registers = [registry]
  const counter = (name: string, help: string) => new Counter({ name, help, labelNames: ['subgraph'], registers })
  const begun = counter('gateway_subgraph_subscriptions_opened_total', 'Subscriptions started at a subgraph.')
  const events = counter('gateway_subgraph_events_total', 'Subscription events received from a subgraph.')
  const connected = counter('gateway_subgraph_websockets_opened_total', 'WebSocket connections opened to a subgraph.')
  const lost = counter(
    'gateway_subgraph_websockets_lost_total',
    'WebSocket connections to a subgraph lost with subscriptions.',
  )
  const retries = counter('gateway_subgraph_websocket_retries_total', 'WebSocket reconnection attempts to a subgraph.')
  const ended = new Counter({
    name: 'gateway_subgraph_subscriptions_total',
    help: 'Ended subscriptions to a subgraph by reason: completed or rejected by it, ended by the gateway, or the failure.',
    labelNames: ['subgraph', 'outcome'],
    registers,
  })
  new Gauge({
    name: 'gateway_subgraph_websockets',
    help: 'Open WebSocket connections to a subgraph.',
    labelNames: ['subgraph'],
    registers,
    collect() {
      this.reset()
      for (const subgraph of openTo()) this.inc({ subgraph })
    },
  })

  function open(subgraph: string): KnownFigures {
    const event = events.labels(subgraph)
    const outcomes = new Set<SubscriptionOutcome>()
    return {
      outcomes,
      opened: () => begun.inc({ subgraph }),
      event: () => event.inc(),
      over(outcome) {
        outcomes.add(outcome)
        ended.inc({ subgraph, outcome: outcomeLabel(outcome) })
      },
      connected: () => connected.inc({ subgraph }),
      lost: () => lost.inc({ subgraph }),
      retried: () => retries.inc({ subgraph }),
    }
  }

  return figuresBySubgraph(open, (subgraph, { outcomes }) => {
    for (const counted of [begun, events, connected, lost, retries]) counted.remove(subgraph)
    for (const outcome of outcomes) ended.remove(subgraph, outcomeLabel(outcome))
  })
}

interface KnownFigures extends SubgraphStreamFigures {
  outcomes: ReadonlySet<SubscriptionOutcome>
}
