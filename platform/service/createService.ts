import type { FastifyInstance } from 'fastify'
import { createHealth, type Health } from '../health/health.ts'
import { createHttpServer, type HttpServerOptions, listen } from '../http/httpServer.ts'
import type { Logger } from '../log/logger.ts'
import { createMetrics, type Metrics } from '../metrics/metrics.ts'
import { openAll } from './closing.ts'
import type { Service } from './service.ts'

/** What a service is put together from. */
export interface ServiceParts {
  health: Health
  metrics: Metrics
  /**
   * Registers how each part is closed, the last one first: what the HTTP server stands on before `openHttp`, what serves
   * on it and what works by itself after that.
   */
  opened: AsyncDisposableStack
  /** Makes the HTTP server; it listens when all is there. */
  openHttp(options?: Omit<HttpServerOptions, 'log' | 'metrics' | 'health'>): FastifyInstance
}

/** A service's parts, put together. */
export interface Assembled {
  http: FastifyInstance
  /** Starts what the service does by itself, when its port is its own. */
  start?: () => Promise<void> | void
}

/**
 * Makes a service: health, metrics and an HTTP server, and what `assemble` puts on them.
 *
 * It starts in this order: parts, port, own work. It closes in the opposite one: it says that it is not ready, its own
 * work ends, operations under way finish, the port is closed, then everything that they stood on.
 * @throws what `assemble` throws, after everything that it had opened was closed.
 */
export async function createService(
  { name, log, processMetrics }: { name: string; log: Logger; processMetrics?: boolean },
  assemble: (parts: ServiceParts) => Promise<Assembled>,
): Promise<Service> {
  const health = createHealth()
  const metrics = createMetrics({ service: name, processMetrics })
  const service = await openAll(
    opened =>
      assemble({
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
