import { createHash, timingSafeEqual } from 'node:crypto'
import { createServer } from 'node:http'
import { type FastifyInstance, type FastifyReply, type FastifyRequest, fastify } from 'fastify'
import type { Health, Readiness } from '../health/health.ts'
import type { Logger } from '../log/logger.ts'
import { joinedMetrics } from '../metrics/joinedMetrics.ts'
import type { Metrics } from '../metrics/metrics.ts'
import { answerClientError } from './clientError.ts'
import { Connections } from './connections.ts'
import { listen } from './listen.ts'
import { SafeResponse } from './safeResponse.ts'

/** What a service has to show to those who run it. */
export interface Managed {
  health: Health
  metrics: Metrics
}

/** Where a process shows how it is, with everything that nobody else need know. */
export interface ManagementSettings {
  host: string
  /** 0 for a free one; `undefined` for none. */
  port: number | undefined
}

/** What operators may leave unread here: nothing sets it, as little is ever asked. */
const UNSENT = { timeoutMs: 60_000, slowestLine: 0, perAddress: 16_777_216, inAll: 67_108_864 }

const METRICS_TYPE = 'text/plain; version=0.0.4; charset=utf-8'

/**
 * Serves `/metrics` and the whole of `/health/ready` on a port that is for operators alone; nothing where that is off.
 * It goes on until everything that was registered later is closed, so that it also shows how a process ends.
 * @returns a function that starts it for these services, and gives its base URL.
 */
export function openManagement(
  { host, port }: ManagementSettings,
  { log }: { log: Logger },
  opened: AsyncDisposableStack,
): (...services: readonly Managed[]) => Promise<string | undefined> {
  const connections = new Connections(UNSENT)
  const server = fastify({
    logger: false,
    forceCloseConnections: true,
    clientErrorHandler: answerClientError,
    serverFactory(handle) {
      const http = createServer({ ServerResponse: SafeResponse }, connections.inTurn(handle))
      connections.watch(http, {
        onCutOff: (reason, address) => log.info({ outcome: 'cut off', reason, address }, 'connection aborted'),
      })
      return http
    },
  })
  opened.defer(() => server.close())
  return async (...services) => {
    if (port === undefined) return undefined
    server.get('/health/live', async () => ({ live: true }))
    server.get('/health/ready', async (_, reply) => sendReadiness(reply, await jointReadiness(services)))
    server.get('/metrics', async (_, reply) =>
      reply.type(METRICS_TYPE).send(await joinedMetrics(services.map(({ metrics }) => metrics.registry))),
    )
    const url = await listen(server, { host, port })
    log.info({ url }, 'management server listening')
    return url
  }
}

/**
 * What a service's own port says of how it is: whether it is ready, and `degraded` when it is but somebody should look;
 * all of it to those who show the token.
 * @param token the bearer token of operators; `undefined` when there is none, and nobody is told more.
 */
export function serveHealth(server: FastifyInstance, { health, metrics }: Managed, token: string | undefined): void {
  const expected = token === undefined ? undefined : digest(token)
  const isOperator = ({ headers: { authorization = '' } }: FastifyRequest) => {
    const [, shown] = /^bearer (.+)$/i.exec(authorization) ?? []
    return expected !== undefined && shown !== undefined && timingSafeEqual(digest(shown), expected)
  }

  server.get('/health/live', async () => ({ live: true }))
  server.get('/health/ready', async (request, reply) => {
    const { ready, checks } = await health.readiness()
    if (isOperator(request)) return sendReadiness(reply, { ready, checks })
    const degraded = ready && Object.values(checks).some(says => says !== 'ok')
    return sendReadiness(reply, degraded ? { ready, degraded } : { ready })
  })
  if (expected === undefined) return
  server.get('/metrics', async (request, reply) => {
    if (isOperator(request)) return reply.type(METRICS_TYPE).send(await metrics.registry.metrics())
    return reply.code(401).header('www-authenticate', 'Bearer').send({ error: 'The metrics need their token.' })
  })
}

/** In time that tells nothing about what is compared. */
const digest = (text: string) => createHash('sha256').update(text).digest()

const sendReadiness = (reply: FastifyReply, readiness: Partial<Readiness> & { ready: boolean; degraded?: boolean }) =>
  reply.code(readiness.ready ? 200 : 503).send(readiness)

/** Of one service as it says it; of several with the service's name before each check. */
async function jointReadiness(services: readonly Managed[]): Promise<Readiness> {
  const all = await Promise.all(services.map(({ health }) => health.readiness()))
  const [only] = all
  if (all.length === 1 && only) return only
  const checks = all.flatMap((readiness, index) =>
    Object.entries(readiness.checks).map(([name, says]) => [`${services[index]?.metrics.service}.${name}`, says]),
  )
  return { ready: all.every(({ ready }) => ready), checks: Object.fromEntries(checks) }
}
