import type { TokenVerifier } from '@atelier/platform/auth/tokens.ts'
import { createHealth } from '@atelier/platform/health/health.ts'
import { createHttpServer, listen } from '@atelier/platform/http/httpServer.ts'
import type { Service } from '@atelier/platform/http/service.ts'
import type { Logger } from '@atelier/platform/log/logger.ts'
import { createMetrics } from '@atelier/platform/metrics/metrics.ts'
import type { Clock } from '@atelier/platform/time/clock.ts'
import type { GatewayConfig } from './config.ts'
import type { Engine } from './execution/runOperation.ts'
import { serveGraphqlOverHttp } from './http/graphqlEndpoint.ts'
import { addGatewayMetrics } from './metrics.ts'
import { OperationPlans } from './planning/operationPlans.ts'
import { ValidatedDocuments } from './planning/validatedDocuments.ts'
import { SharedUpstreams } from './subscriptions/sharedUpstreams.ts'
import { Subscriptions } from './subscriptions/subscriptions.ts'
import { serveGraphqlOverWebSocket } from './subscriptions/webSocketEndpoint.ts'
import { loadSupergraph, type Supergraph } from './supergraph/supergraph.ts'
import { type SupergraphSource, supergraphFile } from './supergraph/supergraphSource.ts'
import { openSupergraph } from './supergraph/supergraphVersions.ts'
import { createHttpTransport } from './transport/httpTransport.ts'
import type { SubgraphTransport } from './transport/subgraphTransport.ts'
import { createWebSocketTransport } from './transport/webSocketTransport.ts'

export interface GatewayDeps {
  config: GatewayConfig
  log: Logger
  clock: Clock
  /** Checks access tokens. Needed when `AUTH` is on, and not used otherwise. */
  verifier?: TokenVerifier
  /** Where the supergraph comes from; the file that `SUPERGRAPH` names when absent. */
  source?: SupergraphSource
  /** Chooses, from 0 to 1, the requests that progressive overrides are on for; the standard one when absent. */
  random?: () => number
  /** Whether to measure the process; once in a process is enough. */
  processMetrics?: boolean
}

/**
 * The federation gateway: the composition root.
 * @throws when the supergraph is not valid, or when `AUTH` is on and there is no verifier.
 */
export async function createGateway(deps: GatewayDeps): Promise<Service> {
  const { config, log, clock } = deps
  const verifier = config.AUTH ? deps.verifier : undefined
  if (config.AUTH && !verifier) throw new Error('A gateway with AUTH on needs a token verifier.')
  const gatewaySecret = config.GATEWAY_SECRET

  const transport = createHttpTransport({
    timeoutMs: config.SUBGRAPH_TIMEOUT_MS,
    responseLimit: config.SUBGRAPH_RESPONSE_LIMIT_BYTES,
    connections: config.SUBGRAPH_CONNECTIONS,
  })
  const streams = createWebSocketTransport({
    gatewaySecret,
    messageLimit: config.SUBGRAPH_RESPONSE_LIMIT_BYTES,
    keepAliveMs: config.WEBSOCKET_KEEP_ALIVE_MS,
    log,
  })
  const versions = await openSupergraph({
    source: deps.source ?? supergraphFile(config.SUPERGRAPH, { log }),
    build: async sdl => buildEngine(loadSupergraph(sdl), transport, deps),
    log,
    clock,
  })
  const upstreams = new SharedUpstreams(streams)
  const subscriptions = new Subscriptions({ upstreams, backlog: config.SUBSCRIPTION_BACKLOG })
  versions.onSwap(() => subscriptions.endForNewSchema())

  const health = createHealth()
  health.add('supergraph', () => {
    const refused = versions.refused()
    return refused && `the last good one is served; a newer one was refused: ${refused.reason}`
  })
  const metrics = createMetrics({ service: 'gateway', processMetrics: deps.processMetrics })
  addGatewayMetrics(metrics, {
    subscriptions: () => subscriptions.size,
    upstreams: () => upstreams.size,
    isSupergraphRefused: () => versions.refused() !== undefined,
  })

  const http = createHttpServer({ log, metrics, health, bodyLimit: config.BODY_LIMIT_BYTES })
  const shared = { versions, verifier, gatewaySecret, log }
  const stopHttp = await serveGraphqlOverHttp({
    ...shared,
    http,
    corsOrigins: config.CORS_ORIGINS,
    introspection: config.INTROSPECTION,
  })
  const stopWebSockets = serveGraphqlOverWebSocket({
    ...shared,
    server: http.server,
    subscriptions,
    sessionCheckMs: config.SESSION_CHECK_MS,
    messageLimit: config.BODY_LIMIT_BYTES,
    keepAliveMs: config.WEBSOCKET_KEEP_ALIVE_MS,
  })

  async function close(): Promise<void> {
    health.drain()
    await stopWebSockets()
    await stopHttp()
    await Promise.all([versions.close(), transport.close(), streams.close()])
  }

  let closing: Promise<void> | undefined
  return {
    http,
    health,
    metrics,
    listen: address => listen(http, address),
    close: () => {
      closing ??= close()
      return closing
    },
  }
}

function buildEngine(
  supergraph: Supergraph,
  transport: SubgraphTransport,
  { config, log, random = Math.random }: GatewayDeps,
): Engine {
  return {
    supergraph,
    plans: new OperationPlans(
      supergraph,
      {
        cachedPlans: config.PLAN_CACHE_SIZE,
        maxEvaluatedPlans: config.PLANNER_MAX_PLANS,
        maxSelections: config.MAX_SELECTIONS,
      },
      random,
    ),
    documents: new ValidatedDocuments(supergraph.apiSchema, { introspection: config.INTROSPECTION }),
    transport,
    urls: new Map([...supergraph.urls, ...config.SUBGRAPH_URLS]),
    log,
    maskErrors: config.MASK_ERRORS,
    maxObjects: config.MAX_OBJECTS,
  }
}
