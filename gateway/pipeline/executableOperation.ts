import {
  type DocumentNode,
  type ExecutionResult,
  GraphQLError,
  OperationTypeNode,
  type VariableDefinitionNode,
} from 'graphql'
import { boundErrors } from '../execution/errorLimits.ts'
import { get, type JsonObject, put } from '../graphql/json.ts'
import { PresentedError } from '../graphql/presentedError.ts'
import type { TransportName } from '../observability/operationObserver.ts'
import { coerceVariables } from '../planning/coerceVariables.ts'
import { OperationTooLargeError } from '../planning/normalise.ts'
import { type OperationTemplate, type PlannedOperation, PlanningError } from '../planning/operationPlans.ts'
import { TooManyStepsError } from '../planning/stepBudget.ts'
import { unauthorizedError } from '../protection/authorization/unauthorizedPaths.ts'
import type { Caller } from '../protection/caller.ts'
import { CpuBudgetSpentError } from '../protection/cpuBudget.ts'
import { variableFault } from '../protection/variableLimits.ts'
import type { HeldAnswer } from '../transport/heldAnswer.ts'
import type { Engine } from './engine.ts'

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
  /** What the answer takes; absent where it is not counted. */
  answer?: HeldAnswer | undefined
}

/** An operation with its variables checked and its plan made. */
export interface ExecutableOperation {
  request: OperationRequest
  prepared: OperationTemplate
  planned: PlannedOperation
  /** The client's values of the variables that the operation declares, with defaults filled in. */
  variables: JsonObject
  /** What it is estimated to cost; 0 where costs have no limit. */
  cost: number
}

/** Makes an operation ready to run, or says why it cannot. */
export function executableOperation(engine: Engine, request: OperationRequest): ExecutableOperation | ExecutionResult {
  let prepared: OperationTemplate
  try {
    const unauthorized = engine.authorization?.unauthorizedFields(request.document, request.caller)
    prepared = engine.plans.prepare(request.document, request.operationName, unauthorized)
  } catch (error) {
    if (error instanceof GraphQLError) return { errors: [error] }
    throw error
  }
  const { apiSchema } = engine.supergraph
  const given = request.variables ?? {}
  const fault = variableFault(given, engine.variableLimits)
  if (fault) return { errors: [fault] }
  const definitions = prepared.operation.variableDefinitions ?? []
  const checked = coerceVariables(apiSchema, definitions, given, { hideSuggestions: engine.hidesSchema })
  if ('errors' in checked) return { errors: boundErrors(checked.errors, engine.errorLimits) }
  const variables: JsonObject = { ...checked.coerced, ...declaredOf(given, definitions) }
  for (const [name, renamed] of prepared.renamedVariables ?? NONE) variables[renamed] = get(variables, name)
  const nullCondition = prepared.nullCondition(variables)
  if (nullCondition) return { errors: [badVariable(nullCondition)] }
  const estimate = engine.demand.estimate(request.document, prepared.operation, variables)
  if ('error' in estimate) return { errors: [estimate.error] }
  try {
    const { caller } = request
    const planned = prepared.planFor(variables, { spend: caller && engine.planningBudget?.of(caller) })
    if (planned.asksForSchema && caller) engine.planningBudget?.check(caller)
    const rejection = rejectionOf(engine, prepared, planned)
    return rejection ?? { request, prepared, planned, variables, cost: estimate.cost }
  } catch (error) {
    if (error instanceof PlanningError) return planningFailure(error, engine, request)
    if (error instanceof CpuBudgetSpentError) return { errors: [error.shown] }
    throw error
  }
}

/** The values that the operation has a use for: subscriptions keep theirs as long as they go on. */
function declaredOf(given: JsonObject, definitions: readonly VariableDefinitionNode[]): JsonObject {
  const declared: JsonObject = {}
  for (const { variable } of definitions) {
    const { value: name } = variable.name
    if (Object.hasOwn(given, name)) put(declared, name, given[name])
  }
  return declared
}

const NONE: ReadonlyMap<string, string> = new Map()

/** What is answered in place of an operation that is unauthorized as a whole. */
function rejectionOf(
  { authorization, errorLimits }: Engine,
  { operation }: OperationTemplate,
  { unauthorized = [], plan }: PlannedOperation,
): ExecutionResult | undefined {
  if (unauthorized.length === 0) return undefined
  // A subscription has one root field: without it there is nothing to wait for.
  const isEmpty = operation.operation === OperationTypeNode.SUBSCRIPTION && !plan
  const isRejected = authorization?.rejects || isEmpty
  return isRejected ? { data: null, errors: boundErrors(unauthorized.map(unauthorizedError), errorLimits) } : undefined
}

export const isReady = (value: ExecutableOperation | ExecutionResult): value is ExecutableOperation =>
  'planned' in value

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

const tooLarge = () =>
  new PresentedError('The operation selects too much at once.', { extensions: { code: 'COST_LIMIT_EXCEEDED' } })

const tooManyWays = () =>
  new PresentedError(
    'There are too many ways to answer the operation. Ask for fewer levels of objects within objects, or for parts of it in operations of their own.',
    { extensions: { code: 'COST_LIMIT_EXCEEDED' } },
  )
