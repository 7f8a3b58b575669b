import type { Logger } from '@atelier/platform/log/logger.ts'
import { type Client, CloseCode, createClient } from 'graphql-ws'
import { type ClientOptions, WebSocket } from 'ws'
import type { Json, JsonObject } from '../execution/json.ts'
import { asReply } from './parseReply.ts'
import { SubgraphFailure, type SubgraphReply } from './subgraphTransport.ts'

/** The way subscriptions reach subgraphs. */
export interface SubscriptionTransport {
  /**
   * Starts a subscription.
   * @returns a function that ends it.
   */
  subscribe(request: UpstreamRequest, sink: UpstreamSink): () => void
  close(): Promise<void>
}

export interface UpstreamRequest {
  service: string
  /** Where the subgraph answers over HTTP; its WebSocket is at the same place. */
  url: string
  operation: string
  operationName?: string
  variables: JsonObject
  /** Tells the subgraph who is calling, as many callers share one connection. */
  extensions: Record<string, string>
}

/** What hears of a subscription. Exactly one of `failed` and `completed` comes last. */
export interface UpstreamSink {
  next(reply: SubgraphReply): void
  /** The connection is there, or there again after a loss: the subgraph begins with what is now. */
  resumed(): void
  /** @param cause a SubgraphFailure. */
  failed(cause: SubgraphFailure): void
  completed(): void
}

export interface WebSocketTransportOptions {
  /** Proves to subgraphs that the gateway is calling. */
  gatewaySecret: string | undefined
  /** Bytes of one message at most. */
  messageLimit: number
  keepAliveMs: number
  log: Logger
  /** Called for each event of any subscription, before anybody hears of it. */
  onEvent?: () => void
  /** How long a subgraph may take to open a connection, to acknowledge it, and to close it; 5 s when absent. */
  handshakeMs?: number
  /** Tries to connect again before a subgraph counts as gone; when absent so many that they take some 45 s. */
  retries?: number
  /** How long to wait before the n-th try, from 0, to connect again. */
  retryWaitMs?: (tries: number) => number
}

const IDLE_CLOSE_MS = 5_000

/** One graphql-transport-ws connection to each subgraph, shared by all subscriptions, kept while there are any. */
export function createWebSocketTransport(options: WebSocketTransportOptions): SubscriptionTransport {
  const clients = new Map<string, Client>()

  function clientOf({ service, url }: UpstreamRequest): Client {
    const known = clients.get(url)
    if (known) return known
    const client = connect(service, url, options)
    clients.set(url, client)
    return client
  }

  return {
    subscribe(request, sink) {
      const { service, operation: query, operationName, variables, extensions } = request
      if (!/^https?:/.test(request.url)) {
        queueMicrotask(() => sink.failed(failure(service, `"${request.url}" is not an http URL`)))
        return () => {}
      }
      const client = clientOf(request)
      let hasBegun = false
      const stopListening = client.on('connected', () => sink.resumed())
      const unsubscribe = client.subscribe<unknown>(
        { query, operationName, variables, extensions },
        {
          next: value => {
            options.onEvent?.()
            const reply = asReply(value as Json)
            if (!reply) sink.next({ errors: [{ message: 'The event is not GraphQL.' }] })
            else sink.next(hasBegun || reply.data !== undefined ? reply : asRefusal(reply))
            hasBegun = true
          },
          error: error => {
            stopListening()
            const reply = refusalOf(error)
            if (!reply) {
              sink.failed(failure(service, describe(error), error))
              return
            }
            sink.next(reply)
            sink.completed()
          },
          complete: () => {
            stopListening()
            sink.completed()
          },
        },
      )
      return () => {
        stopListening()
        unsubscribe()
      }
    },
    async close() {
      for (const client of clients.values()) {
        // A connection that is not there yet is given up, of which `dispose` tells.
        Promise.resolve(client.dispose()).catch(event =>
          options.log.debug(closeDetails(event), 'subgraph stream given up'),
        )
        client.terminate()
      }
    },
  }
}

function connect(service: string, url: string, options: WebSocketTransportOptions): Client {
  const { gatewaySecret, keepAliveMs, messageLimit, log, handshakeMs = 5_000, retries = 15 } = options
  // The types do not know of `closeTimeout` yet. Without it a dead connection that is closed lingers for 30 s.
  const limits: ClientOptions & { closeTimeout: number } = {
    handshakeTimeout: handshakeMs,
    closeTimeout: handshakeMs,
    maxPayload: messageLimit,
  }
  /** What graphql-ws cannot set: limits on time and size. */
  class LimitedWebSocket extends WebSocket {
    constructor(address: string | URL, protocols?: string | string[]) {
      super(address, protocols, limits)
      // graphql-ws does not listen any more once it gave a connection up; without a listener the process would end.
      this.on('error', error => log.debug({ err: error, serviceName: service }, 'subgraph stream failed'))
    }
  }
  let pongTimer: NodeJS.Timeout | undefined
  const client = createClient({
    url: url.replace(/^http/, 'ws'),
    webSocketImpl: LimitedWebSocket,
    connectionParams: gatewaySecret === undefined ? undefined : { gatewaySecret },
    lazyCloseTimeout: IDLE_CLOSE_MS,
    keepAlive: keepAliveMs,
    connectionAckWaitTimeout: handshakeMs,
    retryAttempts: retries,
    // It would be sent again at once, and the connection be lost over and over.
    shouldRetry: event => !isTooLarge(event),
    retryWait: tries => delay((options.retryWaitMs ?? backoffMs)(tries)),
    on: {
      connected: (_socket, _payload, isRetry) => log.info({ serviceName: service, isRetry }, 'subgraph stream opened'),
      closed: event => {
        clearTimeout(pongTimer)
        log.info({ serviceName: service, ...closeDetails(event) }, 'subgraph stream closed')
      },
      // A connection that died without a word is found by the pong that does not come.
      ping: received => {
        if (received) return
        clearTimeout(pongTimer)
        pongTimer = setTimeout(() => client.terminate(), keepAliveMs)
        pongTimer.unref()
      },
      pong: received => {
        if (received) clearTimeout(pongTimer)
      },
    },
  })
  return client
}

/** Grows to 4 s, spread so that gateways do not come back all at once. */
const backoffMs = (tries: number) => Math.min(100 * 2 ** tries, 4_000) * (0.5 + Math.random())

const delay = (ms: number) => new Promise<void>(resolve => void setTimeout(resolve, ms))

/** The subgraph's answer, when it refused the operation rather than failed. */
function refusalOf(error: unknown): SubgraphReply | undefined {
  const reply = Array.isArray(error) ? asReply({ errors: error as Json[] }) : undefined
  return reply && asRefusal(reply)
}

/** GraphQL tells by errors without data that nothing was executed. Some servers send this as an event. */
const asRefusal = (reply: SubgraphReply): SubgraphReply => ({ ...reply, isRefusal: true })

const failure = (service: string, message: string, cause?: unknown) =>
  new SubgraphFailure(service, isTooLarge(cause) ? 'too large' : 'unreachable', { message, cause })

/** Whether a message was longer than it may be. */
function isTooLarge(event: unknown): boolean {
  const { error } = (event ?? {}) as { error?: { code?: unknown } }
  return error?.code === 'WS_ERR_UNSUPPORTED_MESSAGE_LENGTH'
}

function closeDetails(event: unknown): { code?: Json; reason?: Json } {
  const { code, reason } = event as { code?: Json; reason?: Json }
  return { code, reason }
}

function describe(error: unknown): string {
  if (error instanceof Error) return error.message
  const { code, reason, message } = error as JsonObject
  if (code === CloseCode.Forbidden) return 'the subgraph refused the connection'
  return message !== undefined ? String(message) : `the connection was closed (${code} ${reason})`
}
