import { type FastifyInstance, fastify } from 'fastify'
import type { Health } from '../health/health.ts'
import type { Logger } from '../log/logger.ts'
import type { Metrics } from '../metrics/metrics.ts'
import { serveHealth } from './management.ts'

export { listen, PortTakenError } from './listen.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** When it came, in milliseconds of `performance.now()`. */
    startedAt: number
  }
}

/** What a service's HTTP server stands on. */
export interface HttpServerOptions {
  log: Logger
  metrics: Metrics
  health: Health
  /** Bytes of a request's body at most. */
  bodyLimit?: number
  patience?: Patience
  /** Addresses and networks of proxies whose `X-Forwarded-For` is believed; nobody's when absent. */
  trustedProxies?: readonly string[]
  /** Shows operators on this port, too, what the management port shows; nobody when absent. */
  managementToken?: string | undefined
}

/** What the settings say of every service's HTTP server. */
export type HttpSettings = Pick<HttpServerOptions, 'managementToken'>

/** How long clients may take, in milliseconds; 0 for as long as they like. Slower ones are answered 408 and cut off. */
export interface Patience {
  /** For the head of a request, counted from its first byte or from the connection's beginning. */
  headersMs: number
  /** For a whole request. */
  requestMs: number
}

const STANDARD_PATIENCE: Patience = { headersMs: 10_000, requestMs: 30_000 }

/** A Fastify server with `/health/live` and `/health/ready`, every request measured. */
export function createHttpServer(options: HttpServerOptions): FastifyInstance {
  const { headersMs, requestMs } = options.patience ?? STANDARD_PATIENCE
  const server = fastify({
    logger: false,
    bodyLimit: options.bodyLimit ?? 1_048_576,
    trustProxy: options.trustedProxies?.length ? [...options.trustedProxies] : false,
    forceCloseConnections: 'idle',
    requestTimeout: requestMs,
    http: { headersTimeout: headersMs, connectionsCheckingInterval: checkingInterval(headersMs, requestMs) },
    routerOptions: { ignoreTrailingSlash: true },
  })

  // Else a connection that was answered while the server closes stays open, and the server waits for it.
  let closing = false
  server.addHook('preClose', async () => {
    closing = true
  })
  server.decorateRequest('startedAt', 0)
  server.addHook('onRequest', (request, _, done) => {
    request.startedAt = performance.now()
    done()
  })
  // Measured here, not at its end: a stream may go on for days. Fastify's own clock is set only where it has a log.
  server.addHook('onSend', (request, reply, payload, done) => {
    if (closing) reply.header('connection', 'close')
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
