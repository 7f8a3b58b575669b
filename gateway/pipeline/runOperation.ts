import { graphqlError, rateLimited } from '@atelier/platform/errors/graphqlErrors.ts'
import { type ExecutionResult, OperationTypeNode } from 'graphql'
import { absenceViolations } from '../execution/absentEntities.ts'
import { boundErrors } from '../execution/errorLimits.ts'
import { type Execution, execute, mergeRoot } from '../execution/execute.ts'
import type { SubscriptionPlan } from '../execution/instructions.ts'
import { type ExecutionIssue, FetchIssues, type InvalidValue } from '../execution/issues.ts'
import { presentIssue, presentOmitted } from '../execution/presentIssue.ts'
import { clientPath } from '../execution/shape/clientPath.ts'
import { introspect } from '../execution/shape/introspection.ts'
import { writeResponse } from '../execution/shape/writeResponse.ts'
import type { PathStep } from '../graphql/json.ts'
import { type CpuMeter, unmetered } from '../observability/cpuMeter.ts'
import { unauthorizedError } from '../protection/authorization/unauthorizedPaths.ts'
import { sourceOf } from '../protection/callerKey.ts'
import { UNCOUNTED_BYTES } from '../transport/heldAnswer.ts'
import type { SubgraphReply } from '../transport/subgraphTransport.ts'
import type { Engine } from './engine.ts'
import { type ExecutableOperation, executableOperation, isReady, type OperationRequest } from './executableOperation.ts'
import { Observation } from './observation.ts'
import { parsed, textOf, type WrittenResult } from './writtenResult.ts'

/** Executes a query or a mutation. */
export async function runOperation(engine: Engine, request: OperationRequest): Promise<ExecutionResult> {
  const result = await writeOperation(engine, request)
  return meterOf(engine, request).run(() => parsed(result))
}

/** As `runOperation`, with the whole result as JSON text. */
export async function writeResult(engine: Engine, request: OperationRequest): Promise<string> {
  const result = await writeOperation(engine, request)
  return meterOf(engine, request).run(() => textOf(result))
}

const meterOf = ({ cpuBudget }: Engine, { caller }: OperationRequest): CpuMeter =>
  (caller && cpuBudget?.meter(caller)) ?? unmetered

/** As `runOperation`, with the data as JSON text. */
export async function writeOperation(engine: Engine, request: OperationRequest): Promise<WrittenResult> {
  const observation = new Observation(engine.observer, request)
  const meter = meterOf(engine, request)
  let result: WrittenResult | undefined
  try {
    const ready = meter.run(() => executableOperation(engine, request))
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

async function writeReady(
  engine: Engine,
  ready: ExecutableOperation,
  observation: Observation,
): Promise<WrittenResult> {
  const { plan } = ready.planned
  if (plan?.kind === 'subscription') return { errors: [subscriptionOverHttp()] }
  const tooMany = await tooManyMutations(engine, ready)
  if (tooMany) return { errors: [tooMany] }
  observation.begins(ready)
  const run = newExecution(engine, ready)
  if (plan) await execute(plan.instruction, run)
  const { answer } = ready.request
  const write = () => run.meter.run(() => finish(engine, ready, run))
  if (!answer) return write()
  return answer.write(write, result => uncountedBytes(result, run), { deadline: run.deadline, late: unwritten })
}

/** The result when other responses to the same caller left no room before the deadline. */
const unwritten = (): WrittenResult => ({ data: 'null', errors: [rateLimited(RETRY_AFTER_S, UNREAD)] })

/** Seconds until a retry; an estimate, as it depends on when the client reads. */
const RETRY_AFTER_S = 1

const UNREAD =
  'There was no room for this response in time. Read your other long responses first, or request fewer at once.'

/** Bytes of a response beyond those received for it: an entity received once may occur in it many times. */
const uncountedBytes = ({ data = '' }: WrittenResult, { receivedBytes }: Execution): number =>
  data.length > UNCOUNTED_BYTES ? Math.max(0, data.length - receivedBytes) : 0

async function tooManyMutations({ mutations }: Engine, { prepared, request }: ExecutableOperation) {
  const isMutation = prepared.operation.operation === OperationTypeNode.MUTATION
  return isMutation && request.caller ? mutations?.admit(request.caller) : undefined
}

/**
 * Executes the rest of a subscription's plan on one event.
 * @param received the event, which is modified and must not be shared; and its bytes that the response counts already.
 */
export async function runEvent(
  engine: Engine,
  ready: ExecutableOperation,
  plan: SubscriptionPlan,
  { event, bytes }: { event: SubgraphReply; bytes: number },
): Promise<WrittenResult> {
  const run = newExecution(engine, ready)
  run.receivedBytes = bytes
  run.meter.run(() => mergeRoot(plan.primary, event, run))
  if (plan.rest) await execute(plan.rest, run)
  const { answer } = ready.request
  const write = () => run.meter.run(() => finish(engine, ready, run))
  if (answer && plan.rest) return answer.write(write, result => uncountedBytes(result, run))
  const result = write()
  answer?.count(uncountedBytes(result, run))
  return result
}

function newExecution(engine: Engine, { request, variables }: ExecutableOperation): Execution {
  const meter = meterOf(engine, request)
  const { signal, answer, caller } = request
  const deadline = performance.now() + engine.operationTimeoutMs
  const source = request.caller && sourceOf(request.caller)
  return {
    data: {},
    issues: new FetchIssues(),
    absent: new Set(),
    variables,
    meter,
    sentBytes: 0,
    receivedBytes: 0,
    maxSentBytes: engine.maxSentBytes,
    deadline,
    interfaceObjects: engine.supergraph.interfaceObjects,
    signal,
    send: ({ service, operationKind, exactNumbers }, body) => {
      const url = engine.urls.get(service) ?? ''
      const ofClient = engine.clientHeaders?.forSubgraph(service, caller?.clientHeaders)
      const headers = ofClient ? { ...ofClient, ...request.headers } : request.headers
      return engine.transport.send({
        service,
        url,
        operationKind,
        exactNumbers,
        body,
        headers,
        source,
        signal,
        deadline,
        answer,
      })
    },
  }
}

function finish(engine: Engine, ready: ExecutableOperation, run: Execution): WrittenResult {
  const { selection, unauthorized = [] } = ready.planned
  const { apiSchema } = engine.supergraph
  const { caller } = ready.request
  const planning = (caller && engine.planningBudget?.meter(caller)) ?? unmetered
  const written = writeResponse(run.data, {
    selection,
    absent: run.absent,
    compileAt: engine.compileAt,
    introspect: ({ key, value }) =>
      planning.run(() =>
        introspect(value.node, key, {
          apiSchema,
          operation: ready.prepared.operation,
          fragments: selection.fragments.values(),
          variables: ready.variables,
        }),
      ),
  })
  const { reported, omitted } = run.issues
  const issues: ExecutionIssue[] = reported.map(issue =>
    issue.path ? { ...issue, path: inClientTerms(issue.path) } : issue,
  )
  const unexplained = (values: InvalidValue[]) => values.filter(value => !run.issues.accountsFor(value))
  const data = written.json
  issues.push(...unexplained(written.violations), ...absenceViolations(unexplained(written.absences), run, data))
  if (issues.length === 0 && unauthorized.length === 0) return { data }
  const { log, maskErrors, publicCodes, errorLimits } = engine
  const options = { log, maskErrors, publicCodes, errorLimits, traceId: ready.request.traceId }
  const errors = issues.map(issue => presentIssue(issue, options))
  if (omitted.size > 0) errors.push(presentOmitted(omitted, options))
  return { data, errors: boundErrors([...unauthorized.map(unauthorizedError), ...errors], errorLimits) }

  function inClientTerms(path: PathStep[]): PathStep[] | undefined {
    const client = clientPath(selection, engine.supergraph.apiTypes, path)
    return client.length ? client : undefined
  }
}

const subscriptionOverHttp = () =>
  graphqlError(
    'BAD_REQUEST',
    'Subscriptions are streamed: over WebSocket (graphql-transport-ws), or to a client that accepts text/event-stream or multipart/mixed;subscriptionSpec=1.0.',
  )
