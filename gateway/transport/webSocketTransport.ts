import { CloseCode } from 'graphql-ws'
import type { Json, JsonObject } from '../graphql/json.ts'
import { asReply } from './parseReply.ts'
import { UNREADABLE } from './streamMessages.ts'
import { isTooLarge, SubgraphConnection, type SubgraphConnectionOptions } from './subgraphConnection.ts'
import type { SubgraphStreamMetrics, SubscriptionOutcome } from './subgraphStreamMetrics.ts'
import { SubgraphFetchError, type SubgraphReply } from './subgraphTransport.ts'
import { asRejection, type ProtocolTransport } from './subscriptionTransport.ts'
import { UpstreamAddresses } from './upstreamAddresses.ts'
import { UpstreamEvents } from './upstreamEvents.ts'

export interface WebSocketTransportOptions extends SubgraphConnectionOptions {
  metrics: SubgraphStreamMetrics
  /** Called for each event of any subscription, before its sink. */
  onEvent?: () => void
}

/** One graphql-transport-ws connection to each subgraph, shared by all subscriptions, open while there are any. */
export function createWebSocketTransport(options: WebSocketTransportOptions): ProtocolTransport {
  const { metrics } = options
  const connections = new UpstreamAddresses(
    (service, url) => new SubgraphConnection(service, url, metrics.figuresOf(service).webSockets, options),
  )

  return {
    subscribe(request, sink) {
      const { service, url, operation: query, operationName, variables, extensions } = request
      const figures = metrics.figuresOf(service)
      figures.opened()
      if (!/^(http|ws)s?:/.test(url)) {
        figures.over('unreachable')
        queueMicrotask(() => sink.failed(failure(service, new Error(`"${url}" is no URL of HTTP or of a WebSocket`))))
        return () => {}
      }
      const connection = connections.of(request)
      const release = connection.hold()
      const stopListening = connection.client.on('connected', () => sink.resumed())
      const events = new UpstreamEvents({ figures, sink, onEvent: options.onEvent })
      let isOver = false
      /** @returns whether it had ended before. */
      const over = (outcome: SubscriptionOutcome): boolean => {
        if (isOver) return true
        isOver = true
        stopListening()
        release()
        figures.over(outcome)
        return false
      }
      const unsubscribe = connection.client.subscribe<unknown>(
        { query, operationName, variables, extensions },
        {
          next: value => {
            // graphql-ws delivers events that arrive together with the end.
            if (isOver) return
            const reply = asReply(value as Json)
            if (reply && connection.reading) reply.long = connection.reading
            events.next(reply)
          },
          error: error => {
            const reply = error === UNREADABLE ? undefined : rejectionOf(error)
            const cause = reply ? undefined : failure(service, error)
            if (over(cause?.reason ?? 'rejected')) return
            if (cause) return sink.failed(cause)
            if (reply) sink.next(reply)
            sink.completed()
          },
          complete: () => {
            if (!over(events.outcome)) sink.completed()
          },
        },
      )
      return () => {
        over('ended')
        unsubscribe()
      }
    },
    *openTo() {
      for (const { service, isOpen } of connections.all()) if (isOpen) yield service
    },
    trouble: () => connections.trouble(),
    keep: urls => connections.keep(urls, metrics.forget),
    async close() {
      connections.closeAll()
    },
  }
}

/** The subgraph's response, when it rejected the operation rather than failed. */
function rejectionOf(error: unknown): SubgraphReply | undefined {
  const reply = Array.isArray(error) ? asReply({ errors: error as Json[] }) : undefined
  return reply && asRejection(reply)
}

function failure(service: string, cause: unknown): SubgraphFetchError {
  const reason = cause === UNREADABLE ? 'not GraphQL' : isTooLarge(cause) ? 'too large' : 'unreachable'
  return new SubgraphFetchError(service, reason, { message: describe(cause), cause })
}

function describe(error: unknown): string {
  if (error === UNREADABLE) return UNREADABLE.map(({ message }) => message).join()
  if (error instanceof Error) return error.message
  const { code, reason, message } = error as JsonObject
  if (code === CloseCode.Forbidden) return 'the subgraph rejected the connection'
  return message !== undefined ? String(message) : `the connection was closed (${code} ${reason})`
}
