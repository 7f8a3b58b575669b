import { rateLimited, unauthenticated } from '@atelier/platform/errors/graphqlErrors.ts'
import type { Logger } from '@atelier/platform/log/logger.ts'
import type { ExecutionArgs, ExecutionResult, GraphQLError } from 'graphql'
import type { SubscribePayload } from 'graphql-ws'
import type { JsonObject } from '../execution/json.ts'
import { unexpectedFailure } from '../execution/presentFault.ts'
import { type Engine, type OperationRequest, runOperation } from '../execution/runOperation.ts'
import { clientOperation } from '../planning/clientOperation.ts'
import type { Caller } from '../protection/caller.ts'
import type { PersistedDocuments } from '../protection/document/persistedDocuments.ts'
import { forwardedHeaders } from '../protection/forwarding.ts'
import { newTrace } from '../protection/identify.ts'
import type { RateLimit } from '../protection/rateLimit.ts'
import type { SupergraphVersions } from '../supergraph/supergraphVersions.ts'
import { isStream } from './resultStream.ts'
import { SentResults } from './sentResults.ts'
import { type Subscriptions, schemaReplaced } from './subscriptions.ts'
import type { Connection } from './webSocketConnection.ts'
import { send } from './webSocketPeer.ts'

export interface OperationOptions {
  versions: SupergraphVersions<Engine>
  subscriptions: Subscriptions
  gatewaySecret: string | undefined
  rateLimit: RateLimit
  persisted: PersistedDocuments
  log: Logger
}

/** What an operation carries to where it runs, as graphql-ws hands it on. */
interface OperationContext {
  id: string
  connection: Connection
  engine: Engine
  caller: Caller
  request: OperationRequest
}

/** What a client's `subscribe` message asks for, or why it gets nothing. */
export async function operationOf(
  connection: Connection,
  { id, payload }: { id: string; payload: SubscribePayload },
  { versions, gatewaySecret, rateLimit, persisted }: OperationOptions,
): Promise<ExecutionArgs | readonly GraphQLError[]> {
  const { session, closed, traceparent } = connection
  if (!session) return [unauthenticated()]
  const tooMany = await rateLimit.admit(session.caller)
  if (tooMany) return [tooMany]
  const resolved = persisted.resolve(payload)
  if (resolved && 'error' in resolved) return [resolved.error]
  const engine = versions.current()
  const operation = clientOperation(engine, { ...payload, ...resolved })
  if ('errors' in operation) return operation.errors
  const { document } = operation
  const { operationName, extensions } = payload
  const given = extensions?.traceparent
  const caller = { ...session.caller, ...newTrace(typeof given === 'string' ? given : traceparent) }
  const request: OperationRequest = {
    document,
    operationName,
    variables: payload.variables as JsonObject | undefined,
    caller,
    headers: forwardedHeaders(caller, gatewaySecret),
    traceId: caller.traceId,
    transport: 'websocket',
    signal: closed.signal,
  }
  const contextValue: OperationContext = { id, connection, engine, caller, request }
  return { schema: engine.supergraph.apiSchema, document, operationName, contextValue }
}

/** Runs a query or a mutation. */
export const runOnce = ({ log }: OperationOptions) =>
  guarded(log, ({ engine, request }) => runOperation(engine, request))

/** Starts a subscription, which sends its results by itself. */
export const runStream = ({ log, subscriptions, versions }: OperationOptions) =>
  guarded<ExecutionResult | SentResults>(log, ({ id, connection, engine, request, caller }) => {
    // All subscriptions to the schema before have ended by now, and nobody would end this one.
    if (engine !== versions.current()) return { errors: [schemaReplaced()] }
    const results = subscriptions.start(engine, request, caller, connection.session)
    if (!isStream(results)) return results
    return new SentResults(results, { id, send: text => send(connection.socket, text) })
  })

export const tooManyOperations = () => rateLimited(1, 'Too many operations are under way on this connection. End some.')

/** Runs an operation; what it did not expect is logged and masked, and ends that operation alone. */
const guarded =
  <Result>(log: Logger, run: (operation: OperationContext) => Result | Promise<Result>) =>
  async ({ contextValue }: ExecutionArgs): Promise<Result | ExecutionResult> => {
    const operation = contextValue as OperationContext
    try {
      return await run(operation)
    } catch (error) {
      return unexpectedFailure(error, { log, traceId: operation.caller.traceId })
    }
  }
