import { withLocalFallback } from '@atelier/platform/cache/localFallback.ts'
import { createMemoryCache } from '@atelier/platform/cache/memoryCache.ts'
import { FairConcurrencyLimit } from '@atelier/platform/concurrency/fairConcurrencyLimit.ts'
import { LoopTurns } from '@atelier/platform/concurrency/loopTurns.ts'
import { httpServing } from '@atelier/platform/config/settings.ts'
import { type Assembled, createService, type ServiceParts } from '@atelier/platform/service/createService.ts'
import type { Service } from '@atelier/platform/service/service.ts'
import { buildEngine } from './buildEngine.ts'
import { documentLimits, errorLimits, type GatewayConfig } from './config.ts'
import type { GatewayDeps } from './deps.ts'
import { serveGraphqlOverHttp } from './http/graphqlEndpoint.ts'
import { StreamEndpoint } from './http/streaming/streamEndpoint.ts'
import { addGatewayMetrics } from './observability/gatewayMetrics.ts'
import { createOperationObserver } from './observability/operationObserver.ts'
import { newPlannerCounters } from './observability/plannerCounters.ts'
import type { Engine } from './pipeline/engine.ts'
import { AnswerBytes } from './protection/answerBytes.ts'
import { BytesHeld } from './protection/bytesHeld.ts'
import { clientAddress } from './protection/clientAddress.ts'
import { limitConnections } from './protection/connectionsPerAddress.ts'
import { CpuBudget, elapsedMs, threadMs } from './protection/cpuBudget.ts'
import { openPersistedDocuments } from './protection/document/persistedFile.ts'
import { RateLimit, type RateLimitOptions } from './protection/rateLimit.ts'
import { apartFromSignIns, SignIns } from './protection/signIns.ts'
import { ConcurrencyLimit } from './subscriptions/concurrencyLimit.ts'
import { SharedUpstreams } from './subscriptions/sharedUpstreams.ts'
import { Subscriptions } from './subscriptions/subscriptions.ts'
import { WaitingBytes } from './subscriptions/waitingBytes.ts'
import { supergraphFile } from './supergraph/supergraphSource.ts'
import { openSupergraph } from './supergraph/supergraphVersions.ts'
import { subgraphLimits } from './transport/subgraphSettings.ts'
import { openSubgraphs } from './transport/subgraphs.ts'
import { createWebSocketTransport } from './transport/webSocketTransport.ts'
import { serveGraphqlOverWebSocket } from './websocket/webSocketEndpoint.ts'

/**
 * The federation gateway: the composition root.
 * @throws when the supergraph is not valid, or when `AUTH` is on and there is no verifier.
 */
export const createGateway = (deps: GatewayDeps): Promise<Service> =>
  createService({ name: 'gateway', log: deps.log, processMetrics: deps.processMetrics }, parts => assemble(deps, parts))

async function assemble(deps: GatewayDeps, { health, metrics, opened, openHttp }: ServiceParts): Promise<Assembled> {
  const { config, log, clock } = deps
  const verifier = config.AUTH ? deps.verifier : undefined
  if (config.AUTH && !verifier) throw new Error('A gateway with AUTH on needs a token verifier.')
  const gatewaySecret = config.GATEWAY_SECRET

  const observer = createOperationObserver(metrics, { log, clock, logOperations: config.LOG_OPERATIONS })
  const counts = newPlannerCounters()
  const subgraphs = openSubgraphs({
    ...subgraphLimits(config),
    metrics,
    clock,
    random: deps.random ?? Math.random,
    log,
  })
  opened.defer(() => subgraphs.close())
  const subgraphStreams = createWebSocketTransport({
    gatewaySecret,
    messageLimit: config.SUBGRAPH_RESPONSE_LIMIT_BYTES,
    keepAliveMs: config.WEBSOCKET_KEEP_ALIVE_MS,
    onEvent: () => subgraphs.dataChanged(),
    metrics,
    log,
  })
  opened.defer(() => subgraphStreams.close())
  const limits = rateLimits(deps)
  const versions = await openSupergraph<Engine>({
    source: deps.source ?? supergraphFile(config.SUPERGRAPH, { log }),
    build: (sdl, replacing) =>
      buildEngine(sdl, { ...deps, ...limits, transport: subgraphs, observer, counts }, replacing),
    log,
  })
  opened.defer(() => versions.close())
  const persisted = await openPersistedDocuments({
    path: config.PERSISTED_DOCUMENTS,
    mode: config.PERSISTED_DOCUMENTS_MODE,
    log,
  })
  opened.defer(() => persisted.close())
  const answers = new AnswerBytes(
    {
      inAll: config.MAX_ANSWER_BYTES || Infinity,
      perCaller: config.MAX_ANSWER_BYTES_PER_CALLER || Infinity,
    },
    limits.turns,
  )
  const upstreams = new SharedUpstreams(subgraphStreams)
  const waitingBytes = new WaitingBytes({
    inAll: config.MAX_WAITING_EVENT_BYTES || Infinity,
    perCaller: config.MAX_WAITING_EVENT_BYTES_PER_CALLER || Infinity,
  })
  const subscriptions = new Subscriptions({
    upstreams,
    waitingBytes,
    waiting: { backlog: config.SUBSCRIPTION_BACKLOG, maxBytes: config.SUBSCRIPTION_MAX_WAITING_BYTES },
    concurrency: new ConcurrencyLimit(config.MAX_SUBSCRIPTIONS_PER_CALLER),
    answers,
    turns: limits.turns,
  })
  versions.onSwap(({ urls }) => {
    subgraphs.keep(urls)
    subscriptions.endForNewSchema()
    subgraphStreams.keep(urls)
  })

  health.add('supergraph', () => {
    const refused = versions.refused()
    return refused && `the last good one is served; a newer one was refused: ${refused.reason}`
  })
  health.add('subgraphs', () => [subgraphs.trouble(), subgraphStreams.trouble()].filter(Boolean).join('; '))

  const serving = deps.http ?? httpServing(config)
  const addressOf = clientAddress(config.TRUSTED_PROXIES)
  const http = openHttp({
    ...serving,
    bodyLimit: config.BODY_LIMIT_BYTES,
    timeouts: { headersMs: config.HEADERS_TIMEOUT_MS, requestMs: config.REQUEST_TIMEOUT_MS },
    trustedProxies: config.TRUSTED_PROXIES,
    addressOf,
  })
  limitConnections(http.server, {
    perAddress: config.MAX_CONNECTIONS_PER_ADDRESS,
    trustedProxies: config.TRUSTED_PROXIES,
  })
  const concurrency = concurrencyLimit(config)
  const bodies = new BytesHeld({
    total: config.MAX_BODY_BYTES || Infinity,
    perAddress: config.MAX_BODY_BYTES_PER_ADDRESS || Infinity,
  })
  const shared = {
    versions,
    verifier,
    gatewaySecret,
    rateLimit: limits.operations,
    cpuBudget: limits.cpuBudget,
    signIns: new SignIns({ fields: config.SIGN_IN_FIELDS, cpuBudget: limits.cpuBudget }),
    places: { concurrency, turns: limits.turns, answers },
    bodies,
    persisted: persisted.documents,
    log,
    corsOrigins: config.CORS_ORIGINS,
  }
  const forStreams = {
    ...shared,
    clock,
    subscriptions,
    concurrency: new ConcurrencyLimit(config.MAX_CONNECTIONS_PER_CALLER),
    sessionCheckMs: config.SESSION_CHECK_MS,
  }
  const streams = new StreamEndpoint({ ...forStreams, heartbeatMs: config.STREAM_HEARTBEAT_MS })
  const stopServing = await serveGraphqlOverHttp({
    ...shared,
    http,
    streams,
    introspection: config.INTROSPECTION,
    explorers: config.EXPLORERS,
    limits: documentLimits(config),
    errorLimits: errorLimits(config),
    apqCacheBytes: config.APQ_CACHE_BYTES,
  })
  opened.defer(stopServing)
  const webSockets = serveGraphqlOverWebSocket({
    ...forStreams,
    server: http.server,
    connections: http.connections,
    addressOf,
    pending: new ConcurrencyLimit(config.MAX_PENDING_WEBSOCKETS_PER_ADDRESS),
    tokenWarningMs: config.TOKEN_WARNING_MS,
    maxOperations: config.MAX_OPERATIONS_PER_CONNECTION,
    messageLimit: config.BODY_LIMIT_BYTES,
    messageWaitMs: config.OPERATION_WAIT_MS,
    keepAliveMs: config.WEBSOCKET_KEEP_ALIVE_MS,
    messagesPerSecond: config.WEBSOCKET_MESSAGES_PER_SECOND,
  })
  opened.defer(() => webSockets.close())
  opened.defer(() => streams.close())
  addGatewayMetrics(metrics, {
    subscriptions: () => subscriptions.size,
    upstreams: () => upstreams.size,
    webSockets: () => webSockets.size,
    pendingWebSockets: () => webSockets.pending,
    operations: () => concurrency,
    heldBytes: () => bodies.total,
    answerBytes: () => answers.total,
    waitingEventBytes: () => waitingBytes.total,
    isSupergraphRefused: () => versions.refused() !== undefined,
    plans: () => versions.current().plans.size,
    counts,
  })
  return { http }
}

/** The part of one core's time that a caller may take, where no setting says. */
const CPU_SHARE = 0.4

/** What each caller may have in a window: operations, mutations among them, time of the planner and time in all. */
function rateLimits({ config, cache, clock, log }: GatewayDeps) {
  const own = createMemoryCache({ clock })
  const shared = cache ? withLocalFallback(cache, own, { log }) : own
  const windowMs = config.RATE_LIMIT_WINDOW_MS
  const turns = new LoopTurns()
  const cpuBudget = new CpuBudget({
    limitMs: (config.RATE_LIMIT && (config.RATE_LIMIT_CPU_MS ?? windowMs * CPU_SHARE)) || Infinity,
    windowMs,
    clock,
    measure: elapsedMs,
    onSpent: ms => turns.spend(ms),
    advice: seconds =>
      `Your operations took too much of the gateway's time. Try again in ${seconds} s, with smaller ones.`,
  })
  const rateLimit = (name: string, limit: number, others: Pick<RateLimitOptions, 'cpuBudget'> = {}) =>
    new RateLimit({ name, limit, windowMs, shared, clock, ...others })
  return {
    operations: apartFromSignIns({
      others: rateLimit('operations', config.RATE_LIMIT, { cpuBudget }),
      signIns: rateLimit('sign-ins', config.RATE_LIMIT_SIGN_INS, { cpuBudget }),
      repeated: rateLimit('repeated-sign-ins', Math.ceil(config.RATE_LIMIT_SIGN_INS / 2)),
    }),
    cpuBudget,
    turns,
    mutations: rateLimit('mutations', config.RATE_LIMIT_MUTATIONS),
    planningBudget: new CpuBudget({
      limitMs: config.RATE_LIMIT_PLANNING_MS || Infinity,
      windowMs,
      clock,
      measure: threadMs,
      advice: seconds =>
        `Your new operations took too long to check and plan. Try again in ${seconds} s, or send operations that were sent before.`,
    }),
  }
}

/** What may be under way at once. */
const concurrencyLimit = (config: GatewayConfig) =>
  new FairConcurrencyLimit({
    total: config.MAX_CONCURRENT_OPERATIONS || Infinity,
    perCaller: config.MAX_CONCURRENT_OPERATIONS_PER_CALLER || Infinity,
    perAddress: config.MAX_CONCURRENT_OPERATIONS_PER_ADDRESS || Infinity,
    waitingPerCaller: config.MAX_WAITING_OPERATIONS_PER_CALLER || Infinity,
    waitMs: config.OPERATION_WAIT_MS,
  })
