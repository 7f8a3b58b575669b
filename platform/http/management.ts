import { createHash, timingSafeEqual } from 'node:crypto'
import { createServer } from 'node:http'
import { type FastifyInstance, type FastifyReply, type FastifyRequest, fastify } from 'fastify'
import type { Health, Readiness } from '../health/health.ts'
import type { Logger } from '../log/logger.ts'
import type { Metrics, Registry } from '../metrics/metrics.ts'
import { answerClientError } from './clientError.ts'
import { Connections } from './connections.ts'
import { listen } from './listen.ts'
import { SafeResponse } from './safeResponse.ts'

/** A service on the management port. */
export interface Managed {
  health: Health
  metrics: Metrics
}

/** The management port, for metrics and health details. */
export interface ManagementSettings {
  host: string
  /** 0 for a free one; `undefined` for none. */
  port: number | undefined
}

/** Unread responses on this port: no setting, as they are small. */
const UNSENT = { timeoutMs: 60_000, slowestLine: Infinity, perAddress: 16_777_216, inAll: 67_108_864 }

const METRICS_TYPE = 'text/plain; version=0.0.4; charset=utf-8'

/**
 * Serves `/metrics` and the details of `/health/ready` on the management port; nothing when that is off. It closes
 * after everything that was registered later, so that shutdown is visible, too.
 * @returns a function that starts it for these services and returns its base URL.
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
        onCutOff: (reason, address) => log.info({ outcome: 'aborted', reason, address }, 'connection aborted'),
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
 * The health routes of a service's own port: readiness, and `degraded` with notes; details only with the token.
 * @param token bearer token of operators; `undefined` for no details.
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
    return reply
      .code(401)
      .header('www-authenticate', 'Bearer')
      .send({ error: 'The metrics require the management token as a bearer token.' })
  })
}

/** In constant time. */
const digest = (text: string) => createHash('sha256').update(text).digest()

const sendReadiness = (reply: FastifyReply, readiness: Partial<Readiness> & { ready: boolean; degraded?: boolean }) =>
  reply.code(readiness.ready ? 200 : 503).send(readiness)

/** The checks of one service; of several with the service's name as prefix. */
async function jointReadiness(services: readonly Managed[]): Promise<Readiness> {
  const all = await Promise.all(services.map(({ health }) => health.readiness()))
  const [only] = all
  if (all.length === 1 && only) return only
  const checks = all.flatMap((readiness, index) =>
    Object.entries(readiness.checks).map(([name, says]) => [`${services[index]?.metrics.service}.${name}`, says]),
  )
  return { ready: all.every(({ ready }) => ready), checks: Object.fromEntries(checks) }
}

/**
 * The metrics of several services of one process as one text, with the lines of each name together, as the exposition
 * format requires.
 */
async function joinedMetrics(registries: readonly Registry[]): Promise<string> {
  const families = new Map<string, string[]>()
  for (const text of await Promise.all(registries.map(registry => registry.metrics()))) {
    for (const block of text.split(/^(?=# HELP )/m)) {
      const [help = '', type = '', ...samples] = block.trimEnd().split('\n')
      const head = `${help}\n${type}`
      families.set(head, [...(families.get(head) ?? []), ...samples])
    }
  }
  return `${[...families].map(([head, samples]) => [head, ...samples].join('\n')).join('\n\n')}\n`
}
