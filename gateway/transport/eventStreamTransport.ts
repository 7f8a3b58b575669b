import { GATEWAY_SECRET_HEADER } from '@atelier/platform/auth/gatewaySecret.ts'
import type { Logger } from '@atelier/platform/log/logger.ts'
import { Pool } from 'undici'
import { EventStream, SubgraphEventStreams } from './eventStream.ts'
import { EventStreamExchange } from './eventStreamExchange.ts'
import type { ReconnectOptions } from './reconnecting.ts'
import type { SubgraphStreamMetrics } from './subgraphStreamMetrics.ts'
import { SubgraphFetchError } from './subgraphTransport.ts'
import type { ProtocolTransport, UpstreamRequest } from './subscriptionTransport.ts'
import { UpstreamAddresses } from './upstreamAddresses.ts'

export interface EventStreamTransportOptions extends ReconnectOptions {
  /** Authenticates the gateway to subgraphs. */
  gatewaySecret: string | undefined
  /** Maximum bytes of one event. */
  messageLimit: number
  /** Timeout until a stream begins, in milliseconds; `Infinity` for none. */
  beginMs(service: string): number
  keepAliveMs: number
  metrics: SubgraphStreamMetrics
  /** Called for each event of any subscription, before its sink. */
  onEvent?: () => void
  log: Logger
}

const CONNECT_MS = 5_000

/** Subscriptions by server-sent events, a connection each: the distinct connections mode of graphql-sse. */
export function createEventStreamTransport(options: EventStreamTransportOptions): ProtocolTransport {
  const { metrics, log, gatewaySecret } = options
  const pools = new Map<string, Pool>()
  const addresses = new UpstreamAddresses((service, url) => new SubgraphEventStreams(service, url, log))

  function poolOf(origin: string): Pool {
    const pool = pools.get(origin) ?? openPool(origin, options.keepAliveMs)
    pools.set(origin, pool)
    return pool
  }

  return {
    subscribe(request, sink) {
      const { service, url, operation: query, operationName, variables } = request
      const figures = metrics.figuresOf(service)
      figures.opened()
      if (!/^https?:/.test(url) || !URL.canParse(url)) {
        figures.over('unreachable')
        const message = `"${url}" is no URL of HTTP`
        queueMicrotask(() => sink.failed(new SubgraphFetchError(service, 'unreachable', { message })))
        return () => {}
      }
      const { origin, pathname, search } = new URL(url)
      const headers = headersOf(request, gatewaySecret)
      const body = JSON.stringify({ query, operationName, variables })
      const stream = new EventStream({
        ...options,
        streams: addresses.of(request),
        figures,
        sink,
        send: on => {
          const { messageLimit, keepAliveMs } = options
          const exchange = new EventStreamExchange({
            messageLimit,
            keepAliveMs,
            beginMs: options.beginMs(service),
            ...on,
          })
          poolOf(origin).dispatch({ method: 'POST', path: pathname + search, headers, body }, exchange)
          return exchange
        },
      })
      return () => stream.unsubscribe()
    },
    *openTo() {
      for (const { service, all } of addresses.all()) {
        for (const { state } of all) if (state === 'open') yield service
      }
    },
    trouble: () => addresses.trouble(),
    keep: urls => addresses.keep(urls, metrics.forget),
    async close() {
      addresses.closeAll()
      await Promise.all([...pools.values()].map(pool => pool.destroy()))
    },
  }
}

/** What a WebSocket carries in extensions and in `connection_init`. */
function headersOf({ extensions }: UpstreamRequest, gatewaySecret: string | undefined): Record<string, string> {
  const { headers: ofClient, authorization, traceparent, clientAddress } = extensions
  const headers: Record<string, string> = {
    ...ofClient,
    'content-type': 'application/json',
    // Servers of graphql-sse take no other value.
    accept: 'text/event-stream',
  }
  if (authorization !== undefined) headers.authorization = authorization
  if (traceparent !== undefined) headers.traceparent = traceparent
  if (clientAddress !== undefined) headers['x-forwarded-for'] = clientAddress
  if (gatewaySecret !== undefined) headers[GATEWAY_SECRET_HEADER] = gatewaySecret
  return headers
}

/** A stream may pause for as long as it likes; its connection is probed by TCP. */
const openPool = (origin: string, keepAliveMs: number) =>
  new Pool(origin, {
    headersTimeout: 0,
    bodyTimeout: 0,
    allowH2: false,
    connect: { timeout: CONNECT_MS, keepAlive: true, keepAliveInitialDelay: keepAliveMs },
  })
