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
    /** When it came, in milliseconds of `performance.now()`. */
    startedAt: number
  }
  interface FastifyInstance {
    connections: Connections
  }
}

/** What a service's HTTP server stands on. */
export interface HttpServerOptions {
  log: Logger
  metrics: Metrics
  health: Health
  /** Bytes of a request's body at most. */
  bodyLimit?: number
  timeouts?: HttpTimeouts
  /** Addresses and networks of proxies whose `X-Forwarded-For` is believed; nobody's when absent. */
  trustedProxies?: readonly string[]
  /** Shows operators on this port, too, what the management port shows; nobody when absent. */
  managementToken?: string | undefined
  /** The connections of this process's servers; its own when absent, without limits. */
  connections?: Connections
  /** Who a request comes from, for the limits by address; whoever speaks to this host when absent. */
  addressOf?: (request: IncomingMessage) => string
}

/** What the settings say of every service's HTTP server. */
export type HttpSettings = Pick<HttpServerOptions, 'managementToken' | 'connections'>

/** How long clients may take, in milliseconds; 0 for as long as they like. Slower ones are answered 408 and cut off. */
export interface HttpTimeouts {
  /** For the head of a request, counted from its first byte or from the connection's beginning. */
  headersMs: number
  /** For a whole request, besides the time that its body takes on the slowest line. */
  requestMs: number
}

/** How long an idle connection is kept open, in milliseconds: longer than balancers use one again. */
const KEEP_ALIVE_MS = 72_000

const DEFAULT_TIMEOUTS: HttpTimeouts = { headersMs: 10_000, requestMs: 30_000 }

/** A Fastify server with `/health/live` and `/health/ready`, every request measured. */
export function createHttpServer(options: HttpServerOptions): FastifyInstance {
  const { log } = options
  const { headersMs, requestMs } = options.timeouts ?? DEFAULT_TIMEOUTS
  const connections =
    options.connections ??
    new Connections({ timeoutMs: Infinity, slowestLine: 0, perAddress: Infinity, inAll: Infinity })
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
          headersTimeout: headersMs,
          // The most that any may have; each has as much as its bytes ask for.
          requestTimeout: requestMs && requestMs + Math.ceil(lineMs(bodyLimit, connections.slowestLine)),
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
          log.info({ outcome: 'cut off', reason, address }, 'connection aborted')
        },
      })
      return http
    },
  })
  server.decorate('connections', connections)

  // Else a connection that was answered while the server closes stays open, and the server waits for it.
  let closing = false
  server.addHook('preClose', async () => {
    closing = true
    connections.goAway()
    // A port that is closed resets connections that nobody accepted, and one that seems idle may have the next request.
    await connections.allRead()
  })
  server.decorateRequest('startedAt', 0)
  server.addHook('onRequest', (request, _, done) => {
    request.startedAt = performance.now()
    done()
  })
  // Measured here, not at its end: a stream may go on for days. Fastify's own clock is set only where it has a log.
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

/** How often Node looks for clients that are too slow, in milliseconds: often enough that limits hold nearly to the letter. */
function checkingInterval(...limits: number[]): number {
  const shortest = Math.min(...limits.filter(limit => limit > 0), 30_000)
  return Math.max(20, Math.min(5_000, Math.floor(shortest / 4)))
}
