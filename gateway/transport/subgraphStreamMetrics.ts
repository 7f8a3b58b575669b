import { Counter, Gauge, type Metrics } from '@atelier/platform/metrics/metrics.ts'
import { type FiguresBySubgraph, figuresBySubgraph } from './figuresBySubgraph.ts'
import { outcomeLabel } from './subgraphMetrics.ts'
import type { FailureReason } from './subgraphTransport.ts'

/**
 * Outcome of a subscription to a subgraph. `completed`: by the subgraph. `rejected`: with its errors. `ended`: by the
 * gateway, without subscribers.
 */
export type SubscriptionOutcome = 'completed' | 'rejected' | 'ended' | FailureReason

/** Metrics of the connections to one subgraph over one protocol. */
export interface ConnectionFigures {
  connected(): void
  /** An open connection was lost with subscriptions. */
  lost(): void
  retried(): void
}

/** Metrics of one subgraph's subscriptions, and of the connections that carry them. */
export interface SubgraphStreamFigures {
  opened(): void
  event(): void
  over(outcome: SubscriptionOutcome): void
  webSockets: ConnectionFigures
  eventStreams: ConnectionFigures
}

export type SubgraphStreamMetrics = FiguresBySubgraph<SubgraphStreamFigures>

/** The subgraph of each open connection, by protocol, read at scrape time. */
export type OpenConnections = Record<'webSockets' | 'eventStreams', () => Iterable<string>>

export function addSubgraphStreamMetrics(
  { registry }: Pick<Metrics, 'registry'>,
  open: OpenConnections,
): SubgraphStreamMetrics {
  const registers = [registry]
  const counter = (name: string, help: string) => new Counter({ name, help, labelNames: ['subgraph'], registers })
  const connections = (name: string, title: string, openTo: () => Iterable<string>) => {
    new Gauge({
      name: `gateway_subgraph_${name}s`,
      help: `Open ${title} connections to a subgraph.`,
      labelNames: ['subgraph'],
      registers,
      collect() {
        this.reset()
        for (const subgraph of openTo()) this.inc({ subgraph })
      },
    })
    return {
      connected: counter(`gateway_subgraph_${name}s_opened_total`, `${title} connections opened to a subgraph.`),
      lost: counter(
        `gateway_subgraph_${name}s_lost_total`,
        `${title} connections to a subgraph lost with subscriptions.`,
      ),
      retried: counter(`gateway_subgraph_${name}_retries_total`, `${title} reconnection attempts to a subgraph.`),
    }
  }
  const begun = counter('gateway_subgraph_subscriptions_opened_total', 'Subscriptions started at a subgraph.')
  const events = counter('gateway_subgraph_events_total', 'Subscription events received from a subgraph.')
  const webSockets = connections('websocket', 'WebSocket', open.webSockets)
  const eventStreams = connections('event_stream', 'Event stream', open.eventStreams)
  const ended = new Counter({
    name: 'gateway_subgraph_subscriptions_total',
    help: 'Ended subscriptions to a subgraph by reason: completed or rejected by it, ended by the gateway, or the failure.',
    labelNames: ['subgraph', 'outcome'],
    registers,
  })

  const figuresOf = ({ connected, lost, retried }: typeof webSockets, subgraph: string): ConnectionFigures => ({
    connected: () => connected.inc({ subgraph }),
    lost: () => lost.inc({ subgraph }),
    retried: () => retried.inc({ subgraph }),
  })

  function openFigures(subgraph: string): KnownFigures {
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
      webSockets: figuresOf(webSockets, subgraph),
      eventStreams: figuresOf(eventStreams, subgraph),
    }
  }

  return figuresBySubgraph(openFigures, (subgraph, { outcomes }) => {
    const counters = [begun, events, ...Object.values(webSockets), ...Object.values(eventStreams)]
    for (const counted of counters) counted.remove(subgraph)
    for (const outcome of outcomes) ended.remove(subgraph, outcomeLabel(outcome))
  })
}

interface KnownFigures extends SubgraphStreamFigures {
  outcomes: ReadonlySet<SubscriptionOutcome>
}
