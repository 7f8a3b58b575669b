import { type FastifyInstance, fastify } from 'fastify'
import { StartupFault } from '../errors/startupFault.ts'
import type { Health } from '../health/health.ts'
import type { Logger } from '../log/logger.ts'
import type { Metrics } from '../metrics/metrics.ts'

/** What a service's HTTP server stands on. */
export interface HttpServerOptions {
  log: Logger
  metrics: Metrics
  health: Health
  /** Bytes of a request's body at most. */
  bodyLimit?: number
}

/** A Fastify server with `/health/live`, `/health/ready` and `/metrics`, every request measured. */
export function createHttpServer(options: HttpServerOptions): FastifyInstance {
  const server = fastify({
    logger: false,
    bodyLimit: options.bodyLimit ?? 1_048_576,
    forceCloseConnections: 'idle',
    requestTimeout: 30_000,
    routerOptions: { ignoreTrailingSlash: true },
  })

  // Else a connection that was answered while the server closes stays open, and the server waits for it.
  let closing = false
  server.addHook('preClose', async () => {
    closing = true
  })
  server.addHook('onSend', async (_, reply) => {
    if (closing) reply.header('connection', 'close')
  })

  server.addHook('onResponse', async (request, reply) => {
    options.metrics.observeRequest({
      method: request.method,
      path: request.routeOptions.url ?? 'unknown',
      status: reply.statusCode,
      seconds: reply.elapsedTime / 1000,
    })
  })

  server.get('/health/live', async () => ({ live: true }))

  server.get('/health/ready', async (_, reply) => {
    const readiness = await options.health.readiness()
    return reply.code(readiness.ready ? 200 : 503).send(readiness)
  })

  server.get('/metrics', async (_, reply) =>
    reply.type(options.metrics.registry.contentType).send(await options.metrics.registry.metrics()),
  )

  return server
}

/** Thrown when a service cannot take its port. */
export class PortTakenError extends StartupFault {
  override readonly name = 'PortTakenError'
}

/**
 * Starts listening.
 * @returns the base URL, with the real port where 0 was asked for.
 * @throws PortTakenError in place of the bare system error.
 */
export async function listen(server: FastifyInstance, address: { host: string; port: number }): Promise<string> {
  try {
    return await server.listen(address)
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EADDRINUSE') {
      throw new PortTakenError(`Port ${address.port} on ${address.host} is in use. Free it or set another port.`)
    }
    throw error
  }
}
