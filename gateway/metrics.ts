import { Gauge, type Metrics } from '@atelier/platform/metrics/metrics.ts'

/** Adds the gateway's own figures, each read when it is asked for. */
export function addGatewayMetrics(
  { registry }: Metrics,
  read: { subscriptions: () => number; upstreams: () => number; isSupergraphRefused: () => boolean },
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
  gauge(
    'gateway_supergraph_refused',
    'Whether the supergraph that was read last was refused (1) or is served (0).',
    () => Number(read.isSupergraphRefused()),
  )
}
