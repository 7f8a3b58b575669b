import { Counter, Gauge, type Metrics } from '@atelier/platform/metrics/metrics.ts'
import { type FiguresBySubgraph, figuresBySubgraph } from './figuresBySubgraph.ts'
import { outcomeLabel } from './subgraphMetrics.ts'
import type { FailureReason } from './subgraphTransport.ts'

/**
 * How a subscription to a subgraph ended. `completed`: by the subgraph, as it had no more to say. `rejected`: by its
 * errors. `ended`: by the gateway, as nobody listens any more.
 */
export type SubscriptionOutcome = 'completed' | 'rejected' | 'ended' | FailureReason

/** The figures of one subgraph's subscriptions, and of the WebSocket that they share. */
export interface SubgraphStreamFigures {
  opened(): void
  event(): void
  over(outcome: SubscriptionOutcome): void
  connected(): void
  /** An open connection is there no more, though there are subscriptions. */
  lost(): void
  retried(): void
}

export type SubgraphStreamMetrics = FiguresBySubgraph<SubgraphStreamFigures>

/** @param openTo the subgraph of each WebSocket that is open, read when metrics are asked for. */
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
    'WebSockets to a subgraph that broke off while there were subscriptions.',
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
