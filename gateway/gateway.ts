import { withLocalFallback } from '@atelier/platform/cache/localFallback.ts'
import { createMemoryCache } from '@atelier/platform/cache/memoryCache.ts'
import { ConcurrencyLimit } from '@atelier/platform/concurrency/concurrencyLimit.ts'
import { FairConcurrencyLimit } from '@atelier/platform/concurrency/fairConcurrencyLimit.ts'
import { LoopTurns } from '@atelier/platform/concurrency/loopTurns.ts'
import { httpServing } from '@atelier/platform/config/settings.ts'
import { type Assembled, createService, type ServiceParts } from '@atelier/platform/service/createService.ts'
import type { Service } from '@atelier/platform/service/service.ts'
import { buildEngine } from './buildEngine.ts'
import type { GatewaySettings } from './config.ts'
import type { GatewayDeps } from './deps.ts'
import { errorLimits } from './execution/executionSettings.ts'
import { serveGraphqlOverHttp } from './http/graphqlEndpoint.ts'
import { StreamEndpoint } from './http/streaming/streamEndpoint.ts'
import { addGatewayMetrics } from './observability/gatewayMetrics.ts'
import { createOperationObserver } from './observability/operationObserver.ts'
import { newPlannerCounters } from './observability/plannerCounters.ts'
import type { Engine } from './pipeline/engine.ts'
import { TokenlessOperations } from './pipeline/tokenlessOperations.ts'
import { AnswerBytes } from './protection/answerBytes.ts'
import { BytesHeld } from './protection/bytesHeld.ts'
import { clientAddress } from './protection/clientAddress.ts'
import { ClientHeaders } from './protection/clientHeaders.ts'
import { limitConnections } from './protection/connectionsPerAddress.ts'
import { CpuBudget, elapsedMs, threadMs } from './protection/cpuBudget.ts'
import { documentLimits } from './protection/document/documentSettings.ts'
import { openPersistedDocuments } from './protection/document/persistedFile.ts'
import { RateLimit, type RateLimitOptions } from './protection/rateLimit.ts'
import { apartFromSignIns, SignIns } from './protection/signIns.ts'
import { SharedUpstreams } from './subscriptions/sharedUpstreams.ts'
import { Subscriptions } from './subscriptions/subscriptions.ts'
import { WaitingBytes } from './subscriptions/waitingBytes.ts'
import { supergraphFile } from './supergraph/supergraphSource.ts'
import { openSupergraph } from './supergraph/supergraphVersions.ts'
import { subgraphLimits } from './transport/subgraphSettings.ts'
import { openSubgraphStreams } from './transport/subgraphStreams.ts'
import { openSubgraphs } from './transport/subgraphs.ts'
import { RefusedTokens } from './websocket/tokenlessConnection.ts'
import { serveGraphqlOverWebSocket } from './websocket/webSocketEndpoint.ts'

/**
 * The federation gateway: the composition root.
 * @throws when the supergraph is invalid, or when `AUTH` is on and there is no verifier.
 */
export const createGateway = (deps: GatewayDeps): Promise<Service> =>
  createService({ name: 'gateway', log: deps.log, processMetrics: deps.processMetrics }, parts =>
    assemble({ ...deps, log: parts.log }, parts),
  )

async function assemble(deps: GatewayDeps, { health, metrics, opened, openHttp }: ServiceParts): Promise<Assembled> {
  const { config, log, clock } = deps
  const verifier = config.auth ? deps.verifier : undefined
  if (config.auth && !verifier) throw new Error('The gateway needs a token verifier when AUTH is on.')
  const gatewaySecret = config.gatewaySecret

  const observer = createOperationObserver(metrics, { log, clock, logOperations: config.logOperations })
  const counts = newPlannerCounters()
  const subgraphs = openSubgraphs({
    ...subgraphLimits(config),
    metrics,
    clock,
    random: deps.random ?? Math.random,
    log,
  })
  opened.defer(() => subgraphs.close())
  const subgraphStreams = openSubgraphStreams({
    endpoints: { urls: config.subgraphSubscriptionUrls, protocols: config.subgraphSubscriptionProtocols },
    gatewaySecret,
    messageLimit: config.subgraphResponseLimitBytes,
    beginMs: service => config.subgraphTimeouts.get(service) ?? config.subgraphTimeoutMs,
    keepAliveMs: config.websocketKeepAliveMs,
    onEvent: () => subgraphs.dataChanged(),
    metrics,
    log,
  })
  opened.defer(() => subgraphStreams.close())
  const limits = rateLimits(deps)
  const clientHeaders = new ClientHeaders(config.subgraphHeaders)
  const versions = await openSupergraph<Engine>({
    source: deps.source ?? supergraphFile(config.supergraph, { log }),
    build: (sdl, replacing) =>
      buildEngine(sdl, { ...deps, ...limits, transport: subgraphs, clientHeaders, observer, counts }, replacing),
    log,
  })
  opened.defer(() => versions.close())
  const persisted = await openPersistedDocuments({
    path: config.persistedDocuments,
    mode: config.persistedDocumentsMode,
    log,
  })
  opened.defer(() => persisted.close())
  const answers = new AnswerBytes(
    {
      inAll: config.maxAnswerBytes,
      perCaller: config.maxAnswerBytesPerCaller,
    },
    limits.turns,
  )
  const upstreams = new SharedUpstreams(subgraphStreams)
  const waitingBytes = new WaitingBytes({
    inAll: config.maxWaitingEventBytes,
    perCaller: config.maxWaitingEventBytesPerCaller,
  })
  const subscriptions = new Subscriptions({
    upstreams,
    waitingBytes,
    waiting: { backlog: config.subscriptionBacklog, maxBytes: config.subscriptionMaxWaitingBytes },
    concurrency: new ConcurrencyLimit(config.maxSubscriptionsPerCaller),
    answers,
    turns: limits.turns,
  })
  versions.onSwap(({ urls }) => {
    subgraphs.keep(urls)
    subscriptions.endForNewSchema()
    subgraphStreams.keep(urls)
  })

  health.add('supergraph', () => {
    const rejected = versions.rejected()
    return rejected && `serving the last valid supergraph; a newer one was rejected: ${rejected.reason}`
  })
  health.add('subgraphs', () => [subgraphs.trouble(), subgraphStreams.trouble()].filter(Boolean).join('; '))

  const serving = deps.http ?? httpServing(config)
  const addressOf = clientAddress(config.trustedProxies)
  const http = openHttp({
    ...serving,
    bodyLimit: config.bodyLimitBytes,
    timeouts: { headersMs: config.headersTimeoutMs, requestMs: config.requestTimeoutMs },
    trustedProxies: config.trustedProxies,
    addressOf,
  })
  limitConnections(http.server, {
    perAddress: config.maxConnectionsPerAddress,
    trustedProxies: config.trustedProxies,
  })
  const concurrency = concurrencyLimit(config)
  const bodies = new BytesHeld({
    total: config.maxBodyBytes,
    perAddress: config.maxBodyBytesPerAddress,
  })
  const shared = {
    versions,
    verifier,
    gatewaySecret,
    clientHeaders,
    rateLimit: limits.operations,
    cpuBudget: limits.cpuBudget,
    signIns: new SignIns({ fields: config.signInFields, cpuBudget: limits.cpuBudget }),
    tokenless: new TokenlessOperations([...config.signInFields, ...config.signOutFields]),
    operationLimits: { concurrency, turns: limits.turns, answers },
    bodies,
    persisted: persisted.documents,
    log,
    corsOrigins: config.corsOrigins,
  }
  const forStreams = {
    ...shared,
    clock,
    subscriptions,
    concurrency: new ConcurrencyLimit(config.maxConnectionsPerCaller),
    sessionCheckMs: config.sessionCheckMs,
  }
  const streams = new StreamEndpoint({ ...forStreams, heartbeatMs: config.streamHeartbeatMs })
  const stopServing = await serveGraphqlOverHttp({
    ...shared,
    http,
    streams,
    introspection: config.introspection,
    explorers: config.explorers,
    limits: documentLimits(config),
    errorLimits: errorLimits(config),
    apqCacheBytes: config.apqCacheBytes,
    compressionMinBytes: config.compressionMinBytes,
  })
  opened.defer(stopServing)
  const webSockets = serveGraphqlOverWebSocket({
    ...forStreams,
    server: http.server,
    connections: http.connections,
    addressOf,
    pending: new ConcurrencyLimit(config.maxPendingWebsocketsPerAddress),
    tokenWarningMs: config.tokenWarningMs,
    refusedTokens: new RefusedTokens({ clock }),
    maxOperations: config.maxOperationsPerConnection,
    messageLimit: config.bodyLimitBytes,
    messageWaitMs: config.operationWaitMs,
    keepAliveMs: config.websocketKeepAliveMs,
    messagesPerSecond: config.websocketMessagesPerSecond,
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
    isSupergraphRejected: () => versions.rejected() !== undefined,
    plans: () => versions.current().plans.size,
    counts,
  })
  return { http }
}

/** Default CPU budget of a caller, as a share of one core. */
const CPU_SHARE = 0.4

/** Limits of each caller in a window: operations, mutations, sign-ins, planning time and CPU time. */
function rateLimits({ config, cache, clock, log }: GatewayDeps) {
  const own = createMemoryCache({ clock })
  const shared = cache ? withLocalFallback(cache, own, { log }) : own
  const windowMs = config.rateLimitWindowMs
  const turns = new LoopTurns()
  const cpuBudget = new CpuBudget({
    limitMs: config.rateLimit === Infinity ? Infinity : (config.rateLimitCpuMs ?? windowMs * CPU_SHARE),
    windowMs,
    clock,
    measure: elapsedMs,
    onSpent: ms => turns.spend(ms),
    advice: seconds => `Your operations have used up their CPU budget. Try again in ${seconds} s, with smaller ones.`,
  })
  const rateLimit = (name: string, limit: number, others: Pick<RateLimitOptions, 'cpuBudget'> = {}) =>
    new RateLimit({ name, limit, windowMs, shared, clock, ...others })
  return {
    operations: apartFromSignIns({
      others: rateLimit('operations', config.rateLimit, { cpuBudget }),
      signIns: rateLimit('sign-ins', config.rateLimitSignIns, { cpuBudget }),
      repeated: rateLimit('repeated-sign-ins', Math.ceil(config.rateLimitSignIns / 2)),
    }),
    cpuBudget,
    turns,
    mutations: rateLimit('mutations', config.rateLimitMutations),
    planningBudget: new CpuBudget({
      limitMs: config.rateLimitPlanningMs,
      windowMs,
      clock,
      measure: threadMs,
      advice: seconds =>
        `Your new operations have used up their planning budget. Try again in ${seconds} s, or send operations that were sent before.`,
    }),
  }
}

/** Limits of concurrent operations. */
const concurrencyLimit = (config: GatewaySettings) =>
  new FairConcurrencyLimit({
    total: config.maxConcurrentOperations,
    perCaller: config.maxConcurrentOperationsPerCaller,
    perAddress: config.maxConcurrentOperationsPerAddress,
    waitingPerCaller: config.maxWaitingOperationsPerCaller,
    waitMs: config.operationWaitMs,
  })
