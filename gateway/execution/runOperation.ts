import { type ExecutionResult, GraphQLError, OperationTypeNode } from 'graphql'
import { Observation } from '../observability/observation.ts'
import { unauthorized } from '../protection/authorization/unauthorized.ts'
import { sourceOf } from '../protection/callerKey.ts'
import type { Spend } from '../protection/planningTime.ts'
import type { SubgraphReply } from '../transport/subgraphTransport.ts'
import { withoutAbsent } from './absentEntities.ts'
import type { Engine } from './engine.ts'
import { boundErrors } from './errorLimits.ts'
import { type Execution, execute, mergeRoot } from './execute.ts'
import { type Fault, FetchFaults } from './faults.ts'
import type { SubscriptionPlan } from './instructions.ts'
import type { PathStep } from './json.ts'
import { presentFault, presentUntold } from './presentFault.ts'
import { isReady, type OperationRequest, type ReadyOperation, readyOperation } from './readyOperation.ts'
import { clientPath } from './shape/clientPath.ts'
import { introspect } from './shape/introspection.ts'
import { writeResponse } from './shape/writeResponse.ts'

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
  const source = request.caller && sourceOf(request.caller)
  return {
    data: {},
    faults: new FetchFaults(),
    absent: new Set(),
    variables,
    sentBytes: 0,
    maxSentBytes: engine.maxSentBytes,
    interfaceObjects: engine.supergraph.interfaceObjects,
    signal,
    send: ({ service, operationKind }, body) => {
      const url = engine.urls.get(service) ?? ''
      return engine.transport.send({ service, url, operationKind, body, headers, source, signal, deadline })
    },
  }
}

function finish(engine: Engine, ready: ReadyOperation, run: Execution): WrittenResult {
  const { selection, refused = [] } = ready.planned
  const { apiSchema } = engine.supergraph
  const { caller } = ready.request
  const atCost: Spend = work => (caller && engine.planningTime ? engine.planningTime.charge(caller, work) : work())
  const { json: data, violations } = writeResponse(run.data, {
    selection,
    compileAt: engine.compileAt,
    introspect: ({ key, value }) =>
      atCost(() =>
        introspect(value.node, key, {
          apiSchema,
          operation: ready.prepared.operation,
          fragments: selection.fragments.values(),
          variables: ready.variables,
        }),
      ),
  })
  const { told, untold } = run.faults
  const faults: Fault[] = told.map(fault => (fault.path ? { ...fault, path: inClientTerms(fault.path) } : fault))
  const unexplained = violations.filter(violation => !run.faults.explain(violation))
  faults.push(...withoutAbsent(unexplained, run, data))
  if (faults.length === 0 && refused.length === 0) return { data }
  const { log, maskErrors, errorLimits } = engine
  const options = { log, maskErrors, errorLimits, traceId: ready.request.traceId }
  const errors = faults.map(fault => presentFault(fault, options))
  if (untold.size > 0) errors.push(presentUntold(untold, options))
  return { data, errors: boundErrors([...refused.map(unauthorized), ...errors], errorLimits) }

  function inClientTerms(path: PathStep[]): PathStep[] | undefined {
    const client = clientPath(selection, engine.supergraph.apiTypes, path)
    return client.length ? client : undefined
  }
}

const subscriptionOverHttp = () =>
  new GraphQLError(
    'Subscriptions are streamed: over WebSocket (graphql-transport-ws), or to a client that accepts text/event-stream or multipart/mixed;subscriptionSpec=1.0.',
    {
      extensions: { code: 'BAD_REQUEST' },
    },
  )
