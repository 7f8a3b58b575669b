import { buildSubgraphSchema } from '@apollo/subgraph'
import { type ErrorLimits, NO_ERROR_LIMITS } from '@atelier/gateway/execution/errorLimits.ts'
import type { JsonObject } from '@atelier/gateway/graphql/json.ts'
import type { Engine } from '@atelier/gateway/pipeline/engine.ts'
import { runOperation } from '@atelier/gateway/pipeline/runOperation.ts'
import { OperationPlans } from '@atelier/gateway/planning/operationPlans.ts'
import { ValidatedDocuments } from '@atelier/gateway/planning/validatedDocuments.ts'
import { Authorization } from '@atelier/gateway/protection/authorization/authorization.ts'
import { noPolicyIsMet, type PolicyDecider } from '@atelier/gateway/protection/authorization/grants.ts'
import type { Caller } from '@atelier/gateway/protection/caller.ts'
import { DemandControl } from '@atelier/gateway/protection/cost/demandControl.ts'
import { NO_VARIABLE_LIMITS } from '@atelier/gateway/protection/variableLimits.ts'
import { composeSubgraphs } from '@atelier/gateway/supergraph/composeSubgraphs.ts'
import { loadSupergraph } from '@atelier/gateway/supergraph/supergraph.ts'
import {
  SubgraphFetchError,
  type SubgraphReply,
  type SubgraphRequest,
} from '@atelier/gateway/transport/subgraphTransport.ts'
import { createLogger } from '@atelier/platform/log/logger.ts'
import { type GraphQLSchema, graphql, parse, validate } from 'graphql'
import { NO_DOCUMENT_LIMITS } from './noDocumentLimits.ts'

const LINK = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: [
  "@key", "@requires", "@provides", "@external", "@shareable", "@interfaceObject", "@inaccessible", "@override", "@tag",
  "@context", "@fromContext", "@authenticated", "@requiresScopes", "@policy", "@cost", "@listSize"])`

type SubgraphModules = Extract<Parameters<typeof buildSubgraphSchema>[0], readonly unknown[]>
type Resolvers = NonNullable<Extract<SubgraphModules[number], { typeDefs: unknown }>['resolvers']>

/** A test subgraph. */
export interface TestSubgraph {
  name: string
  typeDefs: string
  resolvers: Resolvers
}

export const withLink = (typeDefs: string): string => `${LINK}\n${typeDefs}`

export const subgraphSchema = ({ typeDefs, resolvers }: TestSubgraph): GraphQLSchema =>
  buildSubgraphSchema([{ typeDefs: parse(withLink(typeDefs)), resolvers }])

/**
 * Composes subgraphs.
 * @throws when they do not compose.
 */
export function composeForTest(
  subgraphs: readonly Pick<TestSubgraph, 'name' | 'typeDefs'>[],
  urlOf = (name: string) => `http://${name}`,
): string {
  const services = subgraphs.map(({ name, typeDefs }) => ({
    name,
    url: urlOf(name),
    typeDefs: parse(withLink(typeDefs)),
  }))
  const result = composeSubgraphs(services)
  if (result.errors) throw new Error(result.errors.map(({ message }) => message).join('\n'))
  return result.supergraphSdl
}

/** One operation sent to a subgraph. */
export interface SentOperation {
  service: string
  query: string
  variables: JsonObject
}

export interface InProcessOptions {
  random?: () => number
  policies?: PolicyDecider
  /** Whether an operation with an unauthorized field is rejected as a whole. */
  rejects?: boolean
  /** Uses before the response shape is compiled; 1 when absent. */
  compileAt?: number
  errorLimits?: ErrorLimits
  maxSentBytes?: number
}

/** A supergraph over real subgraph schemas in this process, without a network. */
export function inProcessSupergraph(subgraphs: readonly TestSubgraph[], options: InProcessOptions = {}) {
  const schemas = new Map(subgraphs.map(subgraph => [subgraph.name, subgraphSchema(subgraph)]))
  const sent: SentOperation[] = []
  const down = new Set<string>()
  const instead = new Map<string, SubgraphReply>()

  async function send({ service, body }: SubgraphRequest): Promise<SubgraphReply> {
    if (down.has(service)) throw new SubgraphFetchError(service, 'unreachable', { message: 'connect ECONNREFUSED' })
    const { query, variables = {} }: { query: string; variables?: JsonObject } = JSON.parse(body)
    sent.push({ service, query, variables })
    const reply = instead.get(service)
    if (reply) return structuredClone(reply)
    const schema = schemas.get(service)
    if (!schema) throw new Error(`There is no subgraph ${service}.`)
    const result = await graphql({ schema, source: query, variableValues: variables })
    return JSON.parse(JSON.stringify(result))
  }

  const supergraph = loadSupergraph(composeForTest(subgraphs))
  const engine: Engine = {
    supergraph,
    plans: new OperationPlans(
      supergraph,
      { cachedPlans: 100, cachedSelections: 10_000, maxEvaluatedPlans: 200, maxSteps: 20_000, maxSelections: 5_000 },
      options.random ?? Math.random,
    ),
    documents: new ValidatedDocuments(supergraph.apiSchema, {
      introspection: true,
      limits: NO_DOCUMENT_LIMITS,
      keptLength: 1_000_000,
    }),
    transport: { send },
    urls: supergraph.urls,
    operationTimeoutMs: Infinity,
    log: createLogger({ name: 'test', level: 'silent' }),
    compileAt: options.compileAt ?? 1,
    variableLimits: NO_VARIABLE_LIMITS,
    errorLimits: options.errorLimits ?? NO_ERROR_LIMITS,
    maxSentBytes: options.maxSentBytes ?? Number.POSITIVE_INFINITY,
    maskErrors: true,
    publicCodes: new Map(),
    authorization: new Authorization(supergraph.apiSchema, supergraph.accessRules, {
      decide: options.policies ?? noPolicyIsMet,
      rejects: options.rejects ?? false,
    }),
    hidesSchema: false,
    demand: new DemandControl(supergraph.apiSchema, supergraph.costs, 100_000),
  }

  return {
    engine,
    /** Every operation sent to a subgraph. */
    sent,
    /** Unreachable subgraphs. */
    down,
    /** Fixed responses of subgraphs to every operation. */
    instead,
    /** Clears `sent`, `down` and `instead`. */
    reset() {
      sent.length = 0
      down.clear()
      instead.clear()
    },
    /**
     * Executes a query or mutation.
     * @throws when it is invalid against the API schema.
     */
    async run(
      query: string,
      variables: JsonObject = {},
      request: { operationName?: string; signal?: AbortSignal; caller?: Caller } = {},
    ) {
      const document = parse(query)
      const faults = validate(supergraph.apiSchema, document)
      if (faults.length) throw new Error(faults.map(({ message }) => message).join('\n'))
      const result = await runOperation(engine, { document, variables, headers: {}, traceId: 'trace', ...request })
      return JSON.parse(JSON.stringify(result))
    },
  }
}
