import type { TokenVerifier } from '@atelier/platform/auth/tokens.ts'
import { rateLimited, unauthenticated } from '@atelier/platform/errors/graphqlErrors.ts'
import type { Logger } from '@atelier/platform/log/logger.ts'
import { type ExecutionArgs, type ExecutionResult, type GraphQLError, OperationTypeNode } from 'graphql'
import type { SubscribePayload } from 'graphql-ws'
import { unexpectedFailure } from '../execution/presentIssue.ts'
import type { JsonObject } from '../graphql/json.ts'
import { unmetered } from '../observability/cpuMeter.ts'
import { clientOperation } from '../pipeline/clientOperation.ts'
import type { Engine } from '../pipeline/engine.ts'
import type { OperationRequest } from '../pipeline/executableOperation.ts'
import { Observation } from '../pipeline/observation.ts'
import { writeResult } from '../pipeline/runOperation.ts'
import { MAX_TOKENLESS_BYTES, type TokenlessOperations } from '../pipeline/tokenlessOperations.ts'
import type { BytesHeld } from '../protection/bytesHeld.ts'
import type { Caller } from '../protection/caller.ts'
import { addressKey } from '../protection/callerKey.ts'
import type { PersistedDocuments } from '../protection/document/persistedDocuments.ts'
import { forwardedHeaders } from '../protection/forwarding.ts'
import { newTrace } from '../protection/identify.ts'
import { admitOperation, type OperationLimits } from '../protection/operationAdmission.ts'
import type { RateLimit } from '../protection/rateLimit.ts'
import type { SignIns } from '../protection/signIns.ts'
import { isStream, type ResultStream, streamOf, streamOfText } from '../subscriptions/resultStream.ts'
import { MAX_KEPT_TEXT, type Subscriptions, schemaReplaced, tooLarge } from '../subscriptions/subscriptions.ts'
import type { SupergraphVersions } from '../supergraph/supergraphVersions.ts'
import type { HeldAnswer } from '../transport/heldAnswer.ts'
import type { Connection } from './connection.ts'
import type { ConnectionOperation } from './connectionOperations.ts'
import { SentResults } from './sentResults.ts'
import { KEPT_MESSAGE } from './unfinishedMessages.ts'
import { send } from './webSocketPeer.ts'

export interface OperationOptions {
  versions: SupergraphVersions<Engine>
  subscriptions: Subscriptions
  gatewaySecret: string | undefined
  rateLimit: Pick<RateLimit, 'admit'>
  operationLimits: OperationLimits
  /** Limits the bytes of long messages. */
  bodies: BytesHeld
  persisted: PersistedDocuments
  signIns: SignIns
  tokenless: TokenlessOperations
  verifier: TokenVerifier | undefined
  log: Logger
}

/** Context of an operation, passed on by graphql-ws. */
interface OperationContext {
  id: string
  connection: Connection
  operation: ConnectionOperation
  engine: Engine
  caller: Caller
  request: OperationRequest
}

/** The operation of a client's `subscribe` message, or the errors that reject it. */
export async function operationOf(
  connection: Connection,
  { id, payload, operation }: { id: string; payload: SubscribePayload; operation: ConnectionOperation },
  options: OperationOptions,
): Promise<ExecutionArgs | readonly GraphQLError[]> {
  const { versions, gatewaySecret, rateLimit, operationLimits, bodies, persisted, signIns, tokenless } = options
  const { session, messageLength } = connection
  const reject = (errors: readonly GraphQLError[]) => rejectOperation(versions.current(), connection, payload, errors)
  if (!session) return reject([unauthenticated()])
  const message = bodies.hold(addressKey(session.caller.address))
  operation.onRelease(message.release)
  const isKept = session.caller.verified !== undefined && messageLength <= KEPT_MESSAGE
  if (messageLength > SHORT_MESSAGE && !message.grow(messageLength, isKept)) return reject([tooManyBytes()])
  const resolved = persisted.resolve(payload)
  const query = resolved && 'query' in resolved ? resolved.query : undefined
  if (connection.tokenless) {
    const { operationName } = payload
    const isShort = messageLength <= MAX_TOKENLESS_BYTES
    if (!isShort || !tokenless.isOne(versions.current(), { query, operationName }, session.caller)) {
      connection.tokenless.refuse()
      operation.end()
      return []
    }
  }
  const asking = signIns.recognise(session.caller, query, payload.variables)
  const tooMany = await rateLimit.admit(asking)
  if (tooMany) return reject([tooMany])
  if (resolved && 'error' in resolved) return reject([resolved.error])
  const engine = versions.current()
  const asked = clientOperation(engine, { ...payload, ...resolved }, asking)
  if ('errors' in asked) return reject(asked.errors)
  // graphql-ws keeps the message as long as the operation.
  const isEndless = asked.kind === OperationTypeNode.SUBSCRIPTION
  if (isEndless && messageLength > MAX_KEPT_TEXT) return reject([tooLarge()])
  let answer: HeldAnswer | undefined
  // Subscriptions have a limit of their own, as they last for days.
  if (isEndless) message.release()
  else {
    const admission = await admitOperation(asking, operationLimits, () => operation.signal)
    if ('rejection' in admission) return reject([admission.rejection])
    answer = admission.answer
    operation.onRelease(admission.release)
    operation.onRelease(() => admission.answer.release())
  }
  const { document } = asked
  const { operationName } = payload
  const isTokenless = tokenless.isOnly(document, operationName)
  const current = isTokenless ? await withoutEndedToken(asking, options) : asking
  const caller = { ...current, ...traceOf(connection, payload) }
  const request: OperationRequest = {
    document,
    operationName,
    variables: payload.variables as JsonObject | undefined,
    caller,
    headers: forwardedHeaders(caller, gatewaySecret),
    traceId: caller.traceId,
    transport: 'websocket',
    signal: operation.signal,
    answer,
  }
  const contextValue: OperationContext = { id, connection, operation, engine, caller, request }
  return { schema: engine.supergraph.apiSchema, document, operationName, contextValue }
}

/** An anonymous caller in place of one whose token has ended since it was given. */
async function withoutEndedToken(caller: Caller, { verifier }: OperationOptions): Promise<Caller> {
  const { authorization: _, verified, ...anonymous } = caller
  return !verified || !verifier || (await verifier.isStillGood(verified)) ? caller : anonymous
}

/** The trace of a message, or else of the handshake. */
function traceOf({ traceparent }: Connection, { extensions }: SubscribePayload): ReturnType<typeof newTrace> {
  const given = extensions?.traceparent
  return newTrace(typeof given === 'string' ? given : traceparent)
}

/**
 * Counts and logs a rejected operation.
 * @returns the errors, for the client.
 */
export function rejectOperation(
  { observer }: Pick<Engine, 'observer'>,
  connection: Connection,
  payload: SubscribePayload,
  errors: readonly GraphQLError[],
): readonly GraphQLError[] {
  observer?.rejected({
    transport: 'websocket',
    errors,
    operationName: payload.operationName,
    traceId: traceOf(connection, payload).traceId,
    userId: connection.session?.caller.verified?.viewer.id,
  })
  return errors
}

/**
 * Executes a query or a mutation. For graphql-ws it is a stream, too, as only streams can be completed by the client.
 */
export const runOnce = ({ log }: OperationOptions) =>
  sent(log, ({ engine, request, caller }) => {
    const unexpected = (error: unknown) => JSON.stringify(unexpectedFailure(error, { log, traceId: caller.traceId }))
    return streamOfText(writeResult(engine, request).catch(unexpected))
  })

/** Starts a subscription. */
export const runStream = ({ log, subscriptions, versions }: OperationOptions) =>
  sent(log, ({ connection, operation, engine, request, caller }) => {
    // Subscriptions to the previous schema have ended already, so nothing would end this one.
    if (engine !== versions.current()) {
      const result = { errors: [schemaReplaced()] }
      new Observation(engine.observer, request).ended(result)
      return result
    }
    // Unlike a query it has no work left to abort.
    operation.signal.addEventListener('abort', operation.release, { once: true })
    return subscriptions.start(engine, request, caller, connection.session)
  })

/** Maximum characters of a message that is not counted. */
const SHORT_MESSAGE = 16_384

const tooManyBytes = () =>
  rateLimited(1, 'Too many bytes of messages from your address are in flight. Send fewer at once.')

export const tooManyOperations = () =>
  rateLimited(1, 'Too many operations are in flight on this connection. Complete some.')

/** Sends the results of an operation; unexpected errors are logged and masked, and end that operation alone. */
const sent =
  (log: Logger, run: (operation: OperationContext) => ResultStream | ExecutionResult) =>
  ({ contextValue }: ExecutionArgs): SentResults => {
    const context = contextValue as OperationContext
    const { id, connection, operation, caller } = context
    const results = () => {
      try {
        return run(context)
      } catch (error) {
        return unexpectedFailure(error, { log, traceId: caller.traceId })
      }
    }
    const started = results()
    const stream = isStream(started) ? started : streamOf(started)
    const { socket, turns } = connection
    const meter = context.engine.cpuBudget?.meter(caller) ?? unmetered
    return new SentResults(stream, { id, operation, turns, send: parts => meter.run(() => send(socket, ...parts)) })
  }
