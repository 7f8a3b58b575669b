import { createServer, type IncomingMessage } from 'node:http'
import proxyAddr from '@fastify/proxy-addr'
import { type FastifyInstance, fastify } from 'fastify'
import type { Health } from '../health/health.ts'
import type { Logger } from '../log/logger.ts'
import { Counter, type Metrics } from '../metrics/metrics.ts'
import { chunkedRequests } from './chunkedRequest.ts'
import { answerClientError } from './clientError.ts'
import { Connections } from './connections.ts'
import { Crumbs } from './crumbs.ts'
import { serveHealth } from './management.ts'
import { SafeResponse } from './safeResponse.ts'
import { lineMs } from './unsentLimits.ts'

export { listen, PortTakenError } from './listen.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** Time of arrival, in milliseconds of `performance.now()`. */
    startedAt: number
  }
  interface FastifyInstance {
    connections: Connections
  }
}

/** Options of a service's HTTP server. */
export interface HttpServerOptions {
  log: Logger
  metrics: Metrics
  health: Health
  /** Maximum request body, in bytes. */
  bodyLimit?: number
  timeouts?: HttpTimeouts
  /** Addresses and networks of proxies whose `X-Forwarded-For` is trusted; none when absent. */
  trustedProxies?: readonly string[]
  /** Token for metrics and health details on this port; not served when absent. */
  managementToken?: string | undefined
  /** The connections of this process's servers; unlimited ones of its own when absent. */
  connections?: Connections
  /** The client address of a request, for the limits by address; the peer's when absent. */
  addressOf?: (request: IncomingMessage) => string
}

/** Settings of every service's HTTP server. */
export type HttpSettings = Pick<HttpServerOptions, 'managementToken' | 'connections'>

/** Timeouts of requests in milliseconds; `Infinity` for none. Slower clients are answered 408 and disconnected. */
export interface HttpTimeouts {
  /** For the request head, from its first byte or from the connection's start. */
  headersMs: number
  /** For a whole request, extended by the time of its body on the slowest connection. */
  requestMs: number
}

/** Keep-alive timeout in milliseconds: longer than load balancers reuse a connection. */
const KEEP_ALIVE_MS = 72_000

const DEFAULT_TIMEOUTS: HttpTimeouts = { headersMs: 10_000, requestMs: 30_000 }

/** A Fastify server with `/health/live`, `/health/ready` and request metrics. */
export function createHttpServer(options: HttpServerOptions): FastifyInstance {
  const { log } = options
  const { headersMs, requestMs } = options.timeouts ?? DEFAULT_TIMEOUTS
  const connections =
    options.connections ??
    new Connections({ timeoutMs: Infinity, slowestLine: Infinity, perAddress: Infinity, inAll: Infinity })
  const bodyLimit = options.bodyLimit ?? 1_048_576
  const cutOffs = new Counter({
    name: 'http_connections_cut_off_total',
    help: 'Connections aborted, because clients did not read responses or the process shut down.',
    labelNames: ['reason'],
    registers: [options.metrics.registry],
  })
  const server = fastify({
    logger: false,
    bodyLimit,
    // Any JSON is taken: `JSON.parse` makes own properties of `__proto__` and `constructor`, which change no prototype.
    onProtoPoisoning: 'ignore',
    onConstructorPoisoning: 'ignore',
    trustProxy: options.trustedProxies?.length ? [...options.trustedProxies] : false,
    forceCloseConnections: 'idle',
    return503OnClosing: false,
    routerOptions: { ignoreTrailingSlash: true },
    clientErrorHandler: answerClientError,
    serverFactory(handle) {
      const isProxy = proxyAddr.compile([...(options.trustedProxies ?? [])])
      const crumbs = new Crumbs(address => isProxy(address, 0))
      const http = createServer(
        {
          IncomingMessage: chunkedRequests(crumbs),
          ServerResponse: SafeResponse,
          keepAliveTimeout: KEEP_ALIVE_MS,
          headersTimeout: forNode(headersMs),
          // The maximum; each request has as much as its bytes need.
          requestTimeout: forNode(requestMs + Math.ceil(lineMs(bodyLimit, connections.slowestLine))),
          connectionsCheckingInterval: checkingInterval(headersMs, requestMs),
        },
        connections.inTurn(handle),
      )
      crumbs.watch(http)
      connections.watch(http, {
        addressOf: options.addressOf,
        requestMs,
        onCutOff(reason, address) {
          cutOffs.inc({ reason })
          log.info({ outcome: 'aborted', reason, address }, 'connection aborted')
        },
      })
      return http
    },
  })
  server.decorate('connections', connections)

  // Else a connection whose response ends during the close stays open, and the server waits for it.
  let closing = false
  server.addHook('preClose', async () => {
    closing = true
    connections.goAway()
    // Closing the port resets connections in the backlog, and a seemingly idle one may have the next request.
    await connections.allRead()
  })
  server.decorateRequest('startedAt', 0)
  server.addHook('onRequest', (request, _, done) => {
    request.startedAt = performance.now()
    done()
  })
  // Measured at the first byte, as a stream may go on for days. Fastify's own clock runs only with its logger.
  server.addHook('onSend', (request, reply, payload, done) => {
    if (closing) reply.header('connection', 'close')
    if (typeof payload === 'string' || Buffer.isBuffer(payload)) connections.written(payload.length)
    options.metrics.observeRequest({
      method: request.method,
      path: request.routeOptions.url ?? 'unknown',
      status: reply.statusCode,
      seconds: (performance.now() - request.startedAt) / 1000,
    })
    done(null, payload)
  })

  serveHealth(server, options, options.managementToken)
  return server
}

/** Node's form of a timeout, 0 for none. */
const forNode = (ms: number): number => (ms === Infinity ? 0 : ms)

/** Interval of Node's check for timed-out clients, in milliseconds: small enough for accurate timeouts. */
function checkingInterval(...limits: number[]): number {
  const shortest = Math.min(...limits, 30_000)
  return Math.max(20, Math.min(5_000, Math.floor(shortest / 4)))
}
