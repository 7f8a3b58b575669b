import { graphqlError } from '@atelier/platform/errors/graphqlErrors.ts'
import {
  type DocumentNode,
  type ExecutionResult,
  GraphQLError,
  type OperationDefinitionNode,
  OperationTypeNode,
  parse,
} from 'graphql'
import { boundErrors } from '../execution/errorLimits.ts'
import { get, type JsonObject, put } from '../graphql/json.ts'
import { presentedError } from '../graphql/presentedError.ts'
import type { TransportName } from '../observability/operationObserver.ts'
import { coerceVariables } from '../planning/coerceVariables.ts'
import { declaredValues } from '../planning/fitNumbers.ts'
import { OperationTooLargeError } from '../planning/normalise.ts'
import { type OperationTemplate, type PlannedOperation, PlanningError } from '../planning/operationPlans.ts'
import { TooManyStepsError } from '../planning/stepBudget.ts'
import { unauthorizedError } from '../protection/authorization/unauthorizedPaths.ts'
import type { Caller } from '../protection/caller.ts'
import { CpuBudgetSpentError } from '../protection/cpuBudget.ts'
import { variableError } from '../protection/variableLimits.ts'
import { fieldSubgraphs } from '../supergraph/fieldSubgraphs.ts'
import type { HeldAnswer } from '../transport/heldAnswer.ts'
import type { Engine } from './engine.ts'

export interface OperationRequest {
  /** Validated against the API schema. */
  document: DocumentNode
  operationName?: string | null
  /** As sent by the client: subgraphs coerce values themselves. */
  variables?: JsonObject
  /** The caller; undefined = anonymous, who may read only unprotected fields. */
  caller?: Caller
  /** Headers sent to the subgraphs. */
  headers: Readonly<Record<string, string>>
  traceId: string
  /** Transport of the client; HTTP when absent. */
  transport?: TransportName
  signal?: AbortSignal
  /** Bytes of the response; absent when they are not limited. */
  answer?: HeldAnswer | undefined
}

/** An operation with coerced variables and a query plan. */
export interface ExecutableOperation {
  request: OperationRequest
  prepared: OperationTemplate
  planned: PlannedOperation
  /** Values of the declared variables, with defaults. */
  variables: JsonObject
  /** Estimated cost; 0 when costs have no limit. */
  cost: number
}

/**
 * Authorizes, checks and plans an operation.
 * @returns the errors when it is rejected.
 */
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
  const invalid = variableError(request.variables ?? {}, engine.variableLimits)
  if (invalid) return { errors: [invalid] }
  const definitions = prepared.operation.variableDefinitions ?? []
  // Values of declared variables alone, as subscriptions keep them in memory.
  const given = declaredValues(apiSchema, definitions, request.variables ?? {})
  const checked = coerceVariables(apiSchema, definitions, given, { hideSuggestions: engine.hidesSchema })
  if ('errors' in checked) return { errors: boundErrors(checked.errors, engine.errorLimits) }
  const variables: JsonObject = { ...checked.coerced, ...given }
  for (const [name, renamed] of prepared.renamedVariables ?? NONE) put(variables, renamed, get(variables, name))
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
    if (error instanceof PlanningError) return planningFailure(error, engine, request, prepared.operation)
    if (error instanceof CpuBudgetSpentError) return { errors: [error.shown] }
    throw error
  }
}

const NONE: ReadonlyMap<string, string> = new Map()

/** The result of an operation that is rejected for unauthorized fields. */
function rejectionOf(
  { authorization, errorLimits }: Engine,
  { operation }: OperationTemplate,
  { unauthorized = [], plan }: PlannedOperation,
): ExecutionResult | undefined {
  if (unauthorized.length === 0) return undefined
  // A subscription has one root field: without it there is nothing to subscribe to.
  const isEmpty = operation.operation === OperationTypeNode.SUBSCRIPTION && !plan
  const isRejected = authorization?.rejects || isEmpty
  return isRejected ? { data: null, errors: boundErrors(unauthorized.map(unauthorizedError), errorLimits) } : undefined
}

export const isReady = (value: ExecutableOperation | ExecutionResult): value is ExecutableOperation =>
  'planned' in value

function badVariable(error: GraphQLError): GraphQLError {
  return graphqlError('BAD_USER_INPUT', error.message, { nodes: error.nodes })
}

function planningFailure(
  error: PlanningError,
  { log, supergraph }: Engine,
  { traceId }: OperationRequest,
  { operation, name }: OperationDefinitionNode,
): ExecutionResult {
  if (error.cause instanceof OperationTooLargeError) {
    return { errors: [tooLarge()] }
  }
  if (error.cause instanceof TooManyStepsError) return { errors: [tooManyPaths()] }
  const { field } = error
  const where = field && {
    field: field.coordinate,
    path: field.path.join('.'),
    subgraphs: fieldSubgraphs(parse(supergraph.sdl, { noLocation: true }), field.trail),
  }
  log.error(
    { err: error, operation: `${operation} ${name?.value ?? '(anonymous)'}`, ...where, traceId },
    'planning failed',
  )
  const failure = presentedError('QUERY_PLANNING_FAILED', cannotPlan(where?.path), { extensions: { traceId } })
  return { data: null, errors: [failure] }
}

const cannotPlan = (path: string | undefined): string =>
  path === undefined
    ? 'This operation cannot be planned. It is valid, so the fault is on our side: quote the trace id.'
    : `This operation cannot be planned because of \`${path}\`: no service can be asked for that field there. The operation is ` +
      'valid, so the fault is on our side: leave the field out, or reach it another way, and quote the trace id.'

const tooLarge = () => presentedError('COST_LIMIT_EXCEEDED', 'The operation selects too much at once.')

const tooManyPaths = () =>
  presentedError(
    'COST_LIMIT_EXCEEDED',
    'The operation has too many possible query plans. Select fewer levels of nested objects, or split the operation.',
  )
