import { setImmediate } from 'node:timers/promises'
import type { TokenVerifier } from '@atelier/platform/auth/tokens.ts'
import { createHealth } from '@atelier/platform/health/health.ts'
import { createHttpServer, listen } from '@atelier/platform/http/httpServer.ts'
import type { Service } from '@atelier/platform/http/service.ts'
import type { Logger } from '@atelier/platform/log/logger.ts'
import { createMetrics } from '@atelier/platform/metrics/metrics.ts'
import type { Clock } from '@atelier/platform/time/clock.ts'
import { documentLimits, type GatewayConfig } from './config.ts'
import type { Engine } from './execution/runOperation.ts'
import { serveGraphqlOverHttp } from './http/graphqlEndpoint.ts'
import { addGatewayMetrics } from './metrics.ts'
import { OperationPlans } from './planning/operationPlans.ts'
import { ValidatedDocuments } from './planning/validatedDocuments.ts'
import { warmPlans } from './planning/warmPlans.ts'
import { Authorization } from './protection/authorization/authorization.ts'
import { noPolicyIsMet, type PolicyDecider } from './protection/authorization/grants.ts'
import { DemandControl } from './protection/cost/demandControl.ts'
import { HeldPerCaller } from './subscriptions/heldPerCaller.ts'
import { SharedUpstreams } from './subscriptions/sharedUpstreams.ts'
import { StreamEndpoint } from './subscriptions/streamEndpoint.ts'
import { Subscriptions } from './subscriptions/subscriptions.ts'
import { serveGraphqlOverWebSocket } from './subscriptions/webSocketEndpoint.ts'
import { loadSupergraph, type Supergraph } from './supergraph/supergraph.ts'
import { type SupergraphSource, supergraphFile } from './supergraph/supergraphSource.ts'
import { openSupergraph, type Replacement } from './supergraph/supergraphVersions.ts'
import { subgraphLimits } from './transport/subgraphSettings.ts'
import { openSubgraphs } from './transport/subgraphs.ts'
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
  /** Decides about `@policy`; when absent nobody meets any policy. */
  policies?: PolicyDecider
  /** From 0 to 1: chooses the requests that progressive overrides are on for, and spreads retries. */
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

  const metrics = createMetrics({ service: 'gateway', processMetrics: deps.processMetrics })
  const subgraphs = openSubgraphs({
    ...subgraphLimits(config),
    metrics,
    clock,
    random: deps.random ?? Math.random,
    log,
  })
  const subgraphStreams = createWebSocketTransport({
    gatewaySecret,
    messageLimit: config.SUBGRAPH_RESPONSE_LIMIT_BYTES,
    keepAliveMs: config.WEBSOCKET_KEEP_ALIVE_MS,
    onEvent: () => subgraphs.dataChanged(),
    log,
  })
  const versions = await openSupergraph<Engine>({
    source: deps.source ?? supergraphFile(config.SUPERGRAPH, { log }),
    build: (sdl, replacing) => buildEngine(sdl, replacing, subgraphs, deps),
    log,
    clock,
  })
  const upstreams = new SharedUpstreams(subgraphStreams)
  const subscriptions = new Subscriptions({
    upstreams,
    backlog: config.SUBSCRIPTION_BACKLOG,
    held: new HeldPerCaller(config.MAX_SUBSCRIPTIONS_PER_CALLER),
  })
  versions.onSwap(({ urls }) => {
    subgraphs.keep(urls)
    subscriptions.endForNewSchema()
  })

  const health = createHealth()
  health.add('supergraph', () => {
    const refused = versions.refused()
    return refused && `the last good one is served; a newer one was refused: ${refused.reason}`
  })
  health.add('subgraphs', () => subgraphs.trouble())
  addGatewayMetrics(metrics, {
    subscriptions: () => subscriptions.size,
    upstreams: () => upstreams.size,
    isSupergraphRefused: () => versions.refused() !== undefined,
  })

  const http = createHttpServer({ log, metrics, health, bodyLimit: config.BODY_LIMIT_BYTES })
  const shared = { versions, verifier, gatewaySecret, log, corsOrigins: config.CORS_ORIGINS }
  const forStreams = {
    ...shared,
    clock,
    subscriptions,
    held: new HeldPerCaller(config.MAX_CONNECTIONS_PER_CALLER),
    sessionCheckMs: config.SESSION_CHECK_MS,
  }
  const streams = new StreamEndpoint({ ...forStreams, heartbeatMs: config.STREAM_HEARTBEAT_MS })
  const stopHttp = await serveGraphqlOverHttp({
    ...shared,
    http,
    streams,
    introspection: config.INTROSPECTION,
  })
  const stopWebSockets = serveGraphqlOverWebSocket({
    ...forStreams,
    server: http.server,
    tokenWarningMs: config.TOKEN_WARNING_MS,
    maxOperations: config.MAX_OPERATIONS_PER_CONNECTION,
    messageLimit: config.BODY_LIMIT_BYTES,
    keepAliveMs: config.WEBSOCKET_KEEP_ALIVE_MS,
  })

  async function close(): Promise<void> {
    health.drain()
    streams.close()
    await stopWebSockets()
    await stopHttp()
    await Promise.all([versions.close(), subgraphs.close(), subgraphStreams.close()])
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

/** Each step holds the event loop for a while, so requests have their turn between them. */
async function buildEngine(
  sdl: string,
  replacing: Replacement<Engine> | undefined,
  transport: SubgraphTransport,
  deps: GatewayDeps,
): Promise<Engine> {
  const { config, log, random = Math.random } = deps
  const supergraph = loadSupergraph(sdl)
  await setImmediate()
  const limits = {
    cachedPlans: config.PLAN_CACHE_SIZE,
    maxEvaluatedPlans: config.PLANNER_MAX_PLANS,
    maxSelections: config.MAX_SELECTIONS || Number.POSITIVE_INFINITY,
  }
  const engine: Engine = {
    supergraph,
    plans: new OperationPlans(supergraph, limits, random),
    documents: new ValidatedDocuments(supergraph.apiSchema, {
      introspection: config.INTROSPECTION,
      limits: documentLimits(config),
    }),
    transport,
    urls: new Map([...supergraph.urls, ...config.SUBGRAPH_URLS]),
    log,
    operationTimeoutMs: config.OPERATION_TIMEOUT_MS || Infinity,
    maskErrors: config.MASK_ERRORS,
    authorization: authorizationFor(supergraph, deps),
    hidesSchema: !config.INTROSPECTION,
    demand: new DemandControl(supergraph.apiSchema, supergraph.costs, config.MAX_COST),
  }
  await setImmediate()
  if (replacing) {
    const { previous, signal } = replacing
    const planned = await warmPlans(previous, engine, { count: config.PLAN_WARMUP, limitMs: WARMUP_MS, signal })
    log.info({ planned, hash: supergraph.hash }, 'the new supergraph is ready')
  }
  return engine
}

function authorizationFor(
  { apiSchema, accessRules }: Supergraph,
  { config, policies = noPolicyIsMet }: GatewayDeps,
): Authorization | undefined {
  if (config.AUTHORIZATION === 'off' || accessRules.size === 0) return undefined
  return new Authorization(apiSchema, accessRules, { decide: policies, rejects: config.AUTHORIZATION === 'reject' })
}

/** How long a new supergraph waits at most for the plans of the operations that are used most. */
const WARMUP_MS = 10_000
