import { CallerCircuits } from '@atelier/platform/circuit/callerCircuits.ts'
import type { CircuitSettings, CircuitState } from '@atelier/platform/circuit/circuitBreaker.ts'
import { logCircuit } from '@atelier/platform/circuit/logCircuit.ts'
import { FairConcurrencyLimit, type FairConcurrencyLimits } from '@atelier/platform/concurrency/fairConcurrencyLimit.ts'
import type { Logger } from '@atelier/platform/log/logger.ts'
import type { Metrics } from '@atelier/platform/metrics/metrics.ts'
import type { Clock } from '@atelier/platform/time/clock.ts'
import { circuitBreaking } from './circuitBreaking.ts'
import { FairRetryBudget } from './fairRetryBudget.ts'
import { createHttpTransport, type HttpTransportOptions } from './httpTransport.ts'
import { measuring } from './measuring.ts'
import { retrying } from './retrying.ts'
import { SharedQueries } from './sharedQueries.ts'
import { addSubgraphMetrics } from './subgraphMetrics.ts'
import type { Send, SubgraphRequest, SubgraphTransport } from './subgraphTransport.ts'
import { takingTurns } from './takingTurns.ts'

export interface SubgraphsOptions extends HttpTransportOptions {
  /** Maximum concurrent requests to one subgraph, except those whose responses wait for room. */
  connections: number
  /** Absent for no circuit breaker. */
  circuit: CircuitSettings | undefined
  /** Maximum retries of one query. */
  retries: number
  /** Retries that each request earns (0..1). */
  retryShare: number
  /** Whether concurrent equal queries are sent once. */
  sharing: boolean
  metrics: Metrics
  clock: Clock
  /** Random number (0..1). */
  random: () => number
  log: Logger
}

/** The transport to all subgraphs, with the state of each of them. */
export interface Subgraphs extends SubgraphTransport {
  /** Subgraphs with an open circuit, if any. */
  trouble(): string | undefined
  /** Called when data changed without a mutation: later queries share no earlier response. */
  dataChanged(): void
  /** Drops the state of subgraphs that are not among these (URLs by name). */
  keep(urls: ReadonlyMap<string, string>): void
}

/** The transport to one subgraph, with its state. */
interface Subgraph {
  url: string
  circuits: CallerCircuits | undefined
  send: Send
}

/** Retries that are always allowed, also with few requests. */
const RETRIES_PER_SECOND = 1
const SAVED_RETRIES = 20

/** One caller has at most half of the connections, and one address three in four. */
const concurrencyLimitsFor = (connections: number, maxWaitMs: number): FairConcurrencyLimits => ({
  total: connections,
  perCaller: Math.ceil(connections / 2),
  perAddress: Math.ceil((connections * 3) / 4),
  // Queued requests are limited by the admission of operations.
  waitingPerCaller: Infinity,
  waitMs: Math.min(maxWaitMs, MAX_WAIT_MS),
})

const MAX_WAIT_MS = 60_000

/**
 * Opens the transport to subgraphs. A request passes shared queries, retries, metrics, circuit breaker, concurrency
 * limit and HTTP.
 */
export function openSubgraphs(options: SubgraphsOptions): Subgraphs {
  const { log, retries, random } = options
  const now = () => options.clock.now().getTime()
  const http = createHttpTransport(options)
  const known = new Map<string, Subgraph>()
  const metrics = addSubgraphMetrics(options.metrics, () => states('worstState'))
  const shared = options.sharing ? new SharedQueries(sendAlone) : undefined

  function sendAlone(request: SubgraphRequest) {
    const { service, url } = request
    const subgraph = known.get(service)
    if (subgraph?.url === url) return subgraph.send(request)
    const opened = open(service, url)
    known.set(service, opened)
    return opened.send(request)
  }

  function open(service: string, url: string): Subgraph {
    const figures = metrics.figuresOf(service)
    const circuits =
      options.circuit && new CallerCircuits(options.circuit, now, state => logCircuit(log, service, state))
    const earnings = { perRequest: options.retryShare, perSecond: RETRIES_PER_SECOND, most: SAVED_RETRIES }
    const budget = new FairRetryBudget(earnings, now)
    const maxWaitMs = options.timeouts?.get(service) ?? options.timeoutMs
    let send = takingTurns(http.send, new FairConcurrencyLimit(concurrencyLimitsFor(options.connections, maxWaitMs)))
    if (circuits) send = circuitBreaking(send, circuits)
    send = measuring(send, figures)
    if (retries > 0) {
      send = retrying(send, { retries, maxWaitMs, budget, onRetry: figures.retried, random })
    }
    return { url, circuits, send }
  }

  function* states(of: 'state' | 'worstState'): Iterable<readonly [string, CircuitState]> {
    for (const [service, { circuits }] of known) if (circuits) yield [service, circuits[of]]
  }

  return {
    send: shared ? request => shared.send(request) : sendAlone,
    close: http.close,
    dataChanged: () => shared?.forget(),
    trouble() {
      const failing = [...states('state')].filter(([, state]) => state !== 'closed')
      return failing.map(([service, state]) => `${service} fails too often (circuit ${state})`).join('; ') || undefined
    },
    keep(urls) {
      for (const [service, { url }] of known) {
        if (urls.get(service) === url) continue
        known.delete(service)
        if (!urls.has(service)) metrics.forget(service)
      }
    },
  }
}
