import type { FastifyInstance } from 'fastify'
import { createHealth, type Health } from '../health/health.ts'
import { createHttpServer, type HttpServerOptions, listen } from '../http/httpServer.ts'
import type { Logger } from '../log/logger.ts'
import { createMetrics, type Metrics } from '../metrics/metrics.ts'
import { openAll } from './closing.ts'
import type { Service } from './service.ts'

/** What `assemble` is given. */
export interface ServiceParts {
  /** The process's log; each line has the name of the service, as several may run in one process. */
  log: Logger
  health: Health
  metrics: Metrics
  /**
   * Defers the closes of parts, in reverse order: dependencies of the HTTP server before `openHttp`, its routes and
   * background work after it.
   */
  opened: AsyncDisposableStack
  /** Creates the HTTP server; it listens after assembly. */
  openHttp(options?: Omit<HttpServerOptions, 'log' | 'metrics' | 'health'>): FastifyInstance
}

/** The result of `assemble`. */
export interface Assembled {
  http: FastifyInstance
  /** Starts background work, once the port is open. */
  start?: () => Promise<void> | void
}

/**
 * Creates a service: log, health, metrics, an HTTP server, and the parts of `assemble`.
 *
 * Start order: parts, port, background work. Close order: readiness fails, background work ends, running operations
 * finish, the port is closed, then dependencies.
 * @throws the error of `assemble`, after everything opened is closed.
 */
export async function createService(
  { name, processMetrics, ...options }: { name: string; log: Logger; processMetrics?: boolean },
  assemble: (parts: ServiceParts) => Promise<Assembled>,
): Promise<Service> {
  const log = options.log.child({ service: name })
  const health = createHealth()
  const metrics = createMetrics({ service: name, processMetrics })
  const service = await openAll(
    opened =>
      assemble({
        log,
        health,
        metrics,
        opened,
        openHttp(options = {}) {
          const http = createHttpServer({ ...options, log, metrics, health })
          opened.defer(() => http.close())
          return http
        },
      }),
    error => log.error({ err: error }, 'closing failed'),
  )
  const { http, start } = service.value
  return {
    http,
    health,
    metrics,
    async listen(address) {
      const started = health.hold('start', 'starting')
      const url = await listen(http, address)
      await start?.()
      started()
      return url
    },
    close() {
      health.drain()
      http.connections.goAway()
      return service.close()
    },
  }
}
