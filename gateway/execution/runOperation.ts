import type { Logger } from '@atelier/platform/log/logger.ts'
import { type DocumentNode, type ExecutionResult, GraphQLError, getVariableValues, OperationTypeNode } from 'graphql'
import { Observation } from '../observability/observation.ts'
import type { OperationObserver, TransportName } from '../observability/operationObserver.ts'
import { OperationTooLargeError } from '../planning/normalise.ts'
import {
  type OperationPlans,
  type PlannedOperation,
  PlanningError,
  type PreparedOperation,
} from '../planning/operationPlans.ts'
import { TooManyStepsError } from '../planning/stepBudget.ts'
import type { ValidatedDocuments } from '../planning/validatedDocuments.ts'
import type { Authorization } from '../protection/authorization/authorization.ts'
import type { Caller } from '../protection/caller.ts'
import type { DemandControl } from '../protection/cost/demandControl.ts'
import { nestedTooDeeply } from '../protection/nesting.ts'
import { type PlanningTime, PlanningTimeSpentError } from '../protection/planningTime.ts'
import type { RateLimit } from '../protection/rateLimit.ts'
import type { Supergraph } from '../supergraph/supergraph.ts'
import type { SubgraphReply, SubgraphTransport } from '../transport/subgraphTransport.ts'
import { type Execution, execute, mergeRoot } from './execute.ts'
import { type Fault, isExplained } from './faults.ts'
import type { SubscriptionPlan } from './instructions.ts'
import { get, type JsonObject, type PathStep } from './json.ts'
import { PresentedError, presentFault } from './presentFault.ts'
import { clientPath } from './shape/clientPath.ts'
import { introspect } from './shape/introspection.ts'
import { writeResponse } from './shape/writeResponse.ts'

/** What operations over one version of the supergraph need. */
export interface Engine {
  supergraph: Supergraph
  plans: OperationPlans
  /** For operations that do not come through Apollo Server. */
  documents: ValidatedDocuments
  transport: Pick<SubgraphTransport, 'send'>
  /** Subgraph names to where they answer. */
  urls: ReadonlyMap<string, string>
  /** How long an operation may wait for subgraphs in all; `Infinity` for as long as it takes. */
  operationTimeoutMs: number
  log: Logger
  /** From which use on the shape of an operation's response is compiled. */
  compileAt: number
  maskErrors: boolean
  /** Lists and objects within one another that a variable's value may have. */
  maxNesting: number
  /** Decides who may have what; absent when anybody may have anything. */
  authorization?: Authorization
  /** Whether errors keep to themselves what the schema has. */
  hidesSchema: boolean
  demand: DemandControl
  /** Counts mutations; absent where they have no limit of their own. */
  mutations?: Pick<RateLimit, 'admit'>
  /** Bounds what is planned for each caller; absent where there is no bound. */
  planningTime?: PlanningTime
  /** Measures and logs operations. */
  observer?: OperationObserver
}

export interface OperationRequest {
  /** Already validated against the API schema. */
  document: DocumentNode
  operationName?: string | null
  /** As the client sent them: subgraphs coerce values themselves. */
  variables?: JsonObject
  /** Who is calling; absent when nobody is known to be, who may have only what asks for nothing. */
  caller?: Caller
  /** Headers for the subgraphs. */
  headers: Readonly<Record<string, string>>
  traceId: string
  /** The way it came in; HTTP when absent. */
  transport?: TransportName
  signal?: AbortSignal
}

/** An operation with its variables checked and its plan made. */
export interface ReadyOperation {
  request: OperationRequest
  prepared: PreparedOperation
  planned: PlannedOperation
  /** The client's values, with defaults filled in. */
  variables: JsonObject
  /** What it is estimated to cost; 0 where costs have no limit. */
  cost: number
}

/** Makes an operation ready to run, or says why it cannot. */
export function readyOperation(engine: Engine, request: OperationRequest): ReadyOperation | ExecutionResult {
  let prepared: PreparedOperation
  try {
    const refused = engine.authorization?.refusedFields(request.document, request.caller)
    prepared = engine.plans.prepare(request.document, request.operationName, refused)
  } catch (error) {
    if (error instanceof GraphQLError) return { errors: [error] }
    throw error
  }
  const { apiSchema } = engine.supergraph
  const given = request.variables ?? {}
  const tooDeep = nestedTooDeeply(given, engine.maxNesting)
  if (tooDeep) return { errors: [tooDeep] }
  const definitions = prepared.operation.variableDefinitions ?? []
  const { coerced, errors } = getVariableValues(apiSchema, definitions, given, {
    maxErrors: 50,
    hideSuggestions: engine.hidesSchema,
  })
  if (errors) return { errors: errors.map(badVariable) }
  const variables: JsonObject = { ...(coerced as JsonObject), ...given }
  for (const [name, renamed] of prepared.renamedVariables ?? NONE) variables[renamed] = get(variables, name)
  const nullCondition = prepared.nullCondition(variables)
  if (nullCondition) return { errors: [badVariable(nullCondition)] }
  const estimate = engine.demand.estimate(request.document, prepared.operation, variables)
  if ('error' in estimate) return { errors: [estimate.error] }
  try {
    const { caller } = request
    const planned = prepared.planFor(variables, { spend: caller && engine.planningTime?.of(caller) })
    const refusal = refusalOf(engine, prepared, planned)
    return refusal ?? { request, prepared, planned, variables, cost: estimate.cost }
  } catch (error) {
    if (error instanceof PlanningError) return planningFailure(error, engine, request)
    if (error instanceof PlanningTimeSpentError) return { errors: [error.shown] }
    throw error
  }
}

const NONE: ReadonlyMap<string, string> = new Map()

/** What is answered in place of an operation that is refused as a whole. */
function refusalOf(
  { authorization }: Engine,
  { operation }: PreparedOperation,
  { refused = [], plan }: PlannedOperation,
): ExecutionResult | undefined {
  if (refused.length === 0) return undefined
  // A subscription has one root field: without it there is nothing to wait for.
  const isEmpty = operation.operation === OperationTypeNode.SUBSCRIPTION && !plan
  return authorization?.rejects || isEmpty ? { data: null, errors: refused.map(unauthorized) } : undefined
}

export const isReady = (value: ReadyOperation | ExecutionResult): value is ReadyOperation => 'planned' in value

/** A result whose data is JSON already. */
export interface WrittenResult {
  data?: string
  errors?: readonly GraphQLError[]
}

/** The same, for who takes data as values. */
const read = ({ data, errors }: WrittenResult): ExecutionResult => ({
  ...(data !== undefined && { data: JSON.parse(data) }),
  ...(errors && { errors }),
})

/** Runs a query or a mutation. */
export async function runOperation(engine: Engine, request: OperationRequest): Promise<ExecutionResult> {
  return read(await writeOperation(engine, request))
}

/** Runs a query or a mutation, for who sends the data on as it is. */
export async function writeOperation(engine: Engine, request: OperationRequest): Promise<WrittenResult> {
  const observation = new Observation(engine.observer, request)
  let result: WrittenResult | undefined
  try {
    const ready = readyOperation(engine, request)
    if (isReady(ready)) {
      result = await writeReady(engine, ready, observation)
    } else {
      result = { ...(ready.data === null && { data: 'null' }), errors: ready.errors }
    }
    return result
  } finally {
    observation.ended(result)
  }
}

async function writeReady(engine: Engine, ready: ReadyOperation, observation: Observation): Promise<WrittenResult> {
  const { plan } = ready.planned
  if (plan?.kind === 'subscription') return { errors: [subscriptionOverHttp()] }
  const tooMany = await tooManyMutations(engine, ready)
  if (tooMany) return { errors: [tooMany] }
  observation.begins(ready)
  const run = newExecution(engine, ready)
  if (plan) await execute(plan.instruction, run)
  return finish(engine, ready, run)
}

async function tooManyMutations({ mutations }: Engine, { prepared, request }: ReadyOperation) {
  const isMutation = prepared.operation.operation === OperationTypeNode.MUTATION
  return isMutation && request.caller ? mutations?.admit(request.caller) : undefined
}

/** Runs the rest of a subscription's plan on one event. The event is used up: it must belong to this run alone. */
export async function runEvent(
  engine: Engine,
  ready: ReadyOperation,
  plan: SubscriptionPlan,
  event: SubgraphReply,
): Promise<ExecutionResult> {
  const run = newExecution(engine, ready)
  mergeRoot(plan.primary, event, run)
  if (plan.rest) await execute(plan.rest, run)
  return read(finish(engine, ready, run))
}

function newExecution(engine: Engine, { request, variables }: ReadyOperation): Execution {
  const { headers, signal } = request
  const deadline = performance.now() + engine.operationTimeoutMs
  return {
    data: {},
    faults: [],
    variables,
    interfaceObjects: engine.supergraph.interfaceObjects,
    signal,
    send: ({ service, operationKind }, body) => {
      const url = engine.urls.get(service) ?? ''
      return engine.transport.send({ service, url, operationKind, body, headers, signal, deadline })
    },
  }
}

function finish(engine: Engine, ready: ReadyOperation, run: Execution): WrittenResult {
  const { selection, refused = [] } = ready.planned
  const { apiSchema } = engine.supergraph
  const { json: data, violations } = writeResponse(run.data, {
    selection,
    compileAt: engine.compileAt,
    introspect: ({ key, value }) =>
      introspect(value.node, key, {
        apiSchema,
        operation: ready.prepared.operation,
        fragments: selection.fragments.values(),
        variables: ready.variables,
      }),
  })
  const faults: Fault[] = run.faults.map(fault => (fault.path ? { ...fault, path: inClientTerms(fault.path) } : fault))
  faults.push(...violations.filter(violation => !isExplained(violation, run.faults)))
  if (faults.length === 0 && refused.length === 0) return { data }
  const { traceId } = ready.request
  const errors = faults.map(fault => presentFault(fault, { ...engine, traceId }))
  return { data, errors: [...refused.map(unauthorized), ...errors] }

  function inClientTerms(path: PathStep[]): PathStep[] | undefined {
    const client = clientPath(selection, engine.supergraph.apiTypes, path)
    return client.length ? client : undefined
  }
}

function badVariable(error: GraphQLError): GraphQLError {
  return new GraphQLError(error.message, { nodes: error.nodes, extensions: { code: 'BAD_USER_INPUT' } })
}

function planningFailure(error: PlanningError, { log }: Engine, { traceId }: OperationRequest): ExecutionResult {
  if (error.cause instanceof OperationTooLargeError) {
    return { errors: [tooLarge()] }
  }
  if (error.cause instanceof TooManyStepsError) return { errors: [tooManyWays()] }
  log.error({ err: error, traceId }, 'planning failed')
  const extensions = { code: 'QUERY_PLANNING_FAILED', traceId }
  return { data: null, errors: [new PresentedError('This operation cannot be planned.', { extensions })] }
}

/** The same error as Apollo's router gives, so that clients need to know one only. */
const unauthorized = (path: readonly string[]) =>
  new PresentedError('Unauthorized field or type', { path, extensions: { code: 'UNAUTHORIZED_FIELD_OR_TYPE' } })

const tooLarge = () =>
  new PresentedError('The operation selects too much at once.', { extensions: { code: 'COST_LIMIT_EXCEEDED' } })

const tooManyWays = () =>
  new PresentedError(
    'There are too many ways to answer the operation. Ask for fewer levels of objects within objects, or for parts of it in operations of their own.',
    { extensions: { code: 'COST_LIMIT_EXCEEDED' } },
  )

const subscriptionOverHttp = () =>
  new GraphQLError(
    'Subscriptions are streamed: over WebSocket (graphql-transport-ws), or to a client that accepts text/event-stream or multipart/mixed;subscriptionSpec=1.0.',
    {
      extensions: { code: 'BAD_REQUEST' },
    },
  )
