import { setImmediate } from 'node:timers/promises'
import type { GatewayDeps } from './deps.ts'
import { errorLimits } from './execution/executionSettings.ts'
import type { OperationObserver } from './observability/operationObserver.ts'
import type { PlannerCounters } from './observability/plannerCounters.ts'
import type { Engine } from './pipeline/engine.ts'
import { warmPlans } from './pipeline/warmPlans.ts'
import { OperationPlans } from './planning/operationPlans.ts'
import { ValidatedDocuments } from './planning/validatedDocuments.ts'
import { Authorization } from './protection/authorization/authorization.ts'
import { noPolicyIsMet } from './protection/authorization/grants.ts'
import type { ClientHeaders } from './protection/clientHeaders.ts'
import { DemandControl } from './protection/cost/demandControl.ts'
import type { CpuBudget } from './protection/cpuBudget.ts'
import { documentLimits } from './protection/document/documentSettings.ts'
import type { RateLimit } from './protection/rateLimit.ts'
import { apiSchemaByApollo } from './supergraph/apolloLifecycle.ts'
import { loadSupergraph, type Supergraph } from './supergraph/supergraph.ts'
import type { Replacement } from './supergraph/supergraphVersions.ts'
import type { SubgraphTransport } from './transport/subgraphTransport.ts'

export interface EngineDeps extends Pick<GatewayDeps, 'config' | 'log' | 'random' | 'policies'> {
  transport: SubgraphTransport
  clientHeaders: ClientHeaders
  mutations: RateLimit
  planningBudget: CpuBudget
  cpuBudget: CpuBudget
  observer: OperationObserver
  /** Totals over all supergraph versions. */
  counts: PlannerCounters
}

/**
 * Builds the engine of a supergraph. Each step blocks the event loop for a while, so it yields to requests in between.
 * @throws when the supergraph is invalid or cannot be served.
 */
export async function buildEngine(sdl: string, deps: EngineDeps, replacing?: Replacement<Engine>): Promise<Engine> {
  const {
    config,
    log,
    transport,
    clientHeaders,
    observer,
    counts,
    mutations,
    planningBudget,
    cpuBudget,
    random = Math.random,
  } = deps
  const apiSchema = await apiSchemaByApollo(sdl, log)
  await setImmediate()
  const supergraph = loadSupergraph(sdl, apiSchema)
  await setImmediate()
  const limits = {
    cachedPlans: config.planCacheSize,
    cachedSelections: config.planCacheSelections,
    maxEvaluatedPlans: config.plannerMaxPlans,
    maxSteps: config.plannerMaxSteps,
    maxSelections: config.maxSelections,
  }
  const engine: Engine = {
    supergraph,
    plans: new OperationPlans(supergraph, limits, random, counts),
    documents: new ValidatedDocuments(supergraph.apiSchema, {
      introspection: config.introspection,
      limits: documentLimits(config),
      keptLength: config.documentCacheLength,
      errorLimits: errorLimits(config),
      counts,
    }),
    transport,
    clientHeaders,
    observer,
    urls: new Map([...supergraph.urls, ...config.subgraphUrls]),
    log,
    operationTimeoutMs: config.operationTimeoutMs,
    compileAt: COMPILE_AT,
    maskErrors: config.maskErrors,
    publicCodes: config.subgraphErrorCodes,
    variableLimits: { values: config.maxVariableValues, nesting: config.maxNesting },
    errorLimits: errorLimits(config),
    maxSentBytes: config.maxSubgraphRequestBytes,
    authorization: authorizationFor(supergraph, deps),
    hidesSchema: !config.introspection,
    mutations,
    planningBudget,
    cpuBudget,
    demand: new DemandControl(supergraph.apiSchema, supergraph.costs, config.maxCost),
  }
  await setImmediate()
  if (replacing) {
    const { previous, signal } = replacing
    const planned = await warmPlans(previous, engine, { count: config.planWarmup, limitMs: WARMUP_MS, signal })
    log.info({ planned, hash: supergraph.hash }, 'supergraph ready')
  }
  return engine
}

function authorizationFor(
  { apiSchema, accessRules }: Supergraph,
  { config, policies = noPolicyIsMet }: EngineDeps,
): Authorization | undefined {
  if (config.authorization === 'off' || accessRules.size === 0) return undefined
  return new Authorization(apiSchema, accessRules, { decide: policies, rejects: config.authorization === 'reject' })
}

/** Maximum milliseconds of planning the most used operations before a new supergraph is served. */
const WARMUP_MS = 10_000

/** Uses of an operation after which compiling its response shape pays off. */
const COMPILE_AT = 10
