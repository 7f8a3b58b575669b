import type { CircuitState } from '@atelier/platform/circuit/circuitBreaker.ts'
import { Counter, Gauge, Histogram, type Metrics } from '@atelier/platform/metrics/metrics.ts'
import { type FiguresBySubgraph, figuresBySubgraph } from './figuresBySubgraph.ts'
import type { FailureReason } from './subgraphTransport.ts'

/** Outcome of a subgraph request; `errors` for a response with GraphQL errors. */
export type RequestOutcome = 'answered' | 'errors' | FailureReason

/** Metrics of one subgraph. */
export interface SubgraphFigures {
  /** Counts a sent request. */
  sent(outcome: RequestOutcome, seconds: number): void
  /** Counts a request that was rejected before sending. */
  rejected(): void
  retried(): void
}

export type SubgraphMetrics = FiguresBySubgraph<SubgraphFigures>

const BUCKETS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30]

const CIRCUIT_VALUES: Record<CircuitState, number> = { closed: 0, 'half-open': 1, open: 2 }

/** @param circuits the circuit state of each subgraph, read at scrape time. */
export function addSubgraphMetrics(
  { registry }: Metrics,
  circuits: () => Iterable<readonly [subgraph: string, state: CircuitState]>,
): SubgraphMetrics {
  const registers = [registry]
  const duration = new Histogram({
    name: 'gateway_subgraph_request_duration_seconds',
    help: 'Duration of subgraph requests, from sending to the last byte of the response.',
    labelNames: ['subgraph'],
    buckets: BUCKETS,
    registers,
  })
  const requests = new Counter({
    name: 'gateway_subgraph_requests_total',
    help: 'Subgraph requests by outcome, retries included.',
    labelNames: ['subgraph', 'outcome'],
    registers,
  })
  const retries = new Counter({
    name: 'gateway_subgraph_retries_total',
    help: 'Subgraph request retries.',
    labelNames: ['subgraph'],
    registers,
  })
  new Gauge({
    name: 'gateway_subgraph_circuit_state',
    help: 'Circuit breaker state of a subgraph: closed (0), half open (1), open (2); the worst of all callers.',
    labelNames: ['subgraph'],
    registers,
    collect() {
      this.reset()
      for (const [subgraph, state] of circuits()) this.set({ subgraph }, CIRCUIT_VALUES[state])
    },
  })

  function open(subgraph: string): KnownFigures {
    const time = duration.labels(subgraph)
    const retry = retries.labels(subgraph)
    const outcomes = new Map<RequestOutcome, Counter.Internal>()
    const count = (outcome: RequestOutcome) => {
      const counter = outcomes.get(outcome) ?? requests.labels(subgraph, outcomeLabel(outcome))
      outcomes.set(outcome, counter)
      counter.inc()
    }
    return {
      outcomes,
      sent(outcome, seconds) {
        count(outcome)
        time.observe(seconds)
      },
      rejected: () => count('circuit open'),
      retried: () => retry.inc(),
    }
  }

  return figuresBySubgraph(open, (subgraph, { outcomes }) => {
    duration.remove(subgraph)
    retries.remove(subgraph)
    for (const outcome of outcomes.keys()) requests.remove(subgraph, outcomeLabel(outcome))
  })
}

interface KnownFigures extends SubgraphFigures {
  outcomes: ReadonlyMap<RequestOutcome, unknown>
}

/** An outcome as a label value. */
export const outcomeLabel = (outcome: string): string => outcome.toLowerCase().replaceAll(' ', '_')
