import type { Metrics } from '@atelier/platform/metrics/metrics.ts'
import { createEventStreamTransport, type EventStreamTransportOptions } from './eventStreamTransport.ts'
import { addSubgraphStreamMetrics } from './subgraphStreamMetrics.ts'
import { type SubscriptionEndpoints, subscriptionEndpoint } from './subscriptionEndpoints.ts'
import type { ProtocolTransport, SubscriptionTransport } from './subscriptionTransport.ts'
import { createWebSocketTransport, type WebSocketTransportOptions } from './webSocketTransport.ts'

export interface SubgraphStreamsOptions
  extends Omit<WebSocketTransportOptions & EventStreamTransportOptions, 'metrics'> {
  metrics: Pick<Metrics, 'registry'>
  endpoints: SubscriptionEndpoints
}

/** The transport of subscriptions to all subgraphs, each at its address by its protocol. */
export function openSubgraphStreams({ endpoints, ...options }: SubgraphStreamsOptions): SubscriptionTransport {
  const metrics = addSubgraphStreamMetrics(options.metrics, {
    webSockets: () => webSockets.openTo(),
    eventStreams: () => eventStreams.openTo(),
  })
  const webSockets: ProtocolTransport = createWebSocketTransport({ ...options, metrics })
  const eventStreams: ProtocolTransport = createEventStreamTransport({ ...options, metrics })
  const both = [webSockets, eventStreams]
  return {
    subscribe(request, sink) {
      const { protocol, url } = subscriptionEndpoint(endpoints, request)
      const transport = protocol === 'sse' ? eventStreams : webSockets
      return transport.subscribe({ ...request, url }, sink)
    },
    trouble: () => both.flatMap(transport => transport.trouble() ?? []).join('; ') || undefined,
    keep(urls) {
      const used = new Map(
        [...urls].map(([service, url]) => [service, subscriptionEndpoint(endpoints, { service, url }).url]),
      )
      for (const transport of both) transport.keep(used)
    },
    async close() {
      await Promise.all(both.map(transport => transport.close()))
    },
  }
}
