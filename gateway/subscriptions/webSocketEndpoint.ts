import type { IncomingMessage, Server } from 'node:http'
import type { Duplex } from 'node:stream'
import type { TokenVerifier } from '@atelier/platform/auth/tokens.ts'
import { unauthenticated } from '@atelier/platform/errors/graphqlErrors.ts'
import type { Logger } from '@atelier/platform/log/logger.ts'
import { type ExecutionArgs, GraphQLError, getOperationAST } from 'graphql'
import { CloseCode, type Context, type SubscribePayload } from 'graphql-ws'
import { type Extra, useServer } from 'graphql-ws/use/ws'
import { type WebSocket, WebSocketServer } from 'ws'
import type { JsonObject } from '../execution/json.ts'
import { unexpectedFailure } from '../execution/presentFault.ts'
import { type Engine, type OperationRequest, runOperation } from '../execution/runOperation.ts'
import type { Caller } from '../protection/caller.ts'
import { forwardedHeaders } from '../protection/forwarding.ts'
import { identify, newTrace } from '../protection/identify.ts'
import type { SupergraphVersions } from '../supergraph/supergraphVersions.ts'
import { watchSession } from './sessionWatch.ts'
import type { Subscriptions } from './subscriptions.ts'

export interface WebSocketEndpointOptions {
  server: Server
  versions: SupergraphVersions<Engine>
  subscriptions: Subscriptions
  verifier: TokenVerifier | undefined
  gatewaySecret: string | undefined
  log: Logger
  /** Milliseconds that a connection goes on at most after its token has ended. */
  sessionCheckMs: number
  /** Bytes of one message at most. */
  messageLimit: number
  keepAliveMs: number
}

/** What a connection carries once it is acknowledged. */
interface Connection {
  caller: Caller
  /** Aborted when the connection is closed. */
  closed: AbortController
  unwatch: () => void
}

type ConnectionContext = Context<Record<string, unknown>, Extra & Partial<Connection>>

/** What an operation carries to where it runs, as graphql-ws hands it on. */
interface OperationContext {
  engine: Engine
  caller: Caller
  request: OperationRequest
}

/**
 * Serves operations of all kinds over graphql-transport-ws at `/graphql`.
 * @returns a function that closes every connection with 1001, on which clients connect again elsewhere.
 */
export function serveGraphqlOverWebSocket(options: WebSocketEndpointOptions): () => Promise<void> {
  const { server, subscriptions, log } = options
  const sockets = new WebSocketServer({ noServer: true, maxPayload: options.messageLimit })
  // graphql-ws listens for one error of a socket only; a second one must not end the process.
  sockets.on('connection', socket => socket.on('error', error => log.debug({ err: error }, 'client socket failed')))

  const graphql = useServer<Record<string, unknown>, Partial<Connection>>(
    {
      onConnect: context => openConnection(context, options),
      onClose: ({ extra }) => {
        extra.closed?.abort()
        extra.unwatch?.()
      },
      onSubscribe: ({ extra }, _id, payload) => operationOf(extra, payload, options),
      execute: guarded(log, ({ engine, request }) => runOperation(engine, request)),
      subscribe: guarded(log, ({ engine, request, caller }) => subscriptions.start(engine, request, caller)),
      isProd: true,
    },
    sockets,
    options.keepAliveMs,
  )

  const onUpgrade = (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    const path = request.url?.split('?', 1)[0]
    if (path === '/graphql') {
      sockets.handleUpgrade(request, socket, head, webSocket => sockets.emit('connection', webSocket, request))
    } else {
      socket.once('error', error => log.debug({ err: error }, 'client socket failed'))
      socket.end('HTTP/1.1 404 Not Found\r\nconnection: close\r\n\r\n')
    }
  }
  server.on('upgrade', onUpgrade)

  return async () => {
    server.off('upgrade', onUpgrade)
    const deadline = setTimeout(() => terminateAll(sockets.clients), CLOSE_MS)
    await graphql.dispose()
    clearTimeout(deadline)
  }
}

/** How long clients have to answer the closing handshake. */
const CLOSE_MS = 2_000

function terminateAll(clients: Iterable<WebSocket>): void {
  for (const client of clients) client.terminate()
}

/** @returns false for a bad token: the connection is closed with 4403 then. */
async function openConnection({ extra, connectionParams }: ConnectionContext, options: WebSocketEndpointOptions) {
  const authorization = connectionParams?.authorization ?? connectionParams?.Authorization ?? undefined
  try {
    if (authorization !== undefined && typeof authorization !== 'string') throw unauthenticated()
    const caller = await identify(
      { authorization, address: extra.request.socket.remoteAddress ?? '', traceparent: traceparentOf(extra.request) },
      options.verifier,
    )
    extra.caller = caller
    extra.closed = new AbortController()
    extra.unwatch = watchCaller(extra.socket, caller, options)
    return true
  } catch (error) {
    if (error instanceof GraphQLError && error.extensions.code === 'UNAUTHENTICATED') return false
    options.log.error({ err: error }, 'a WebSocket caller could not be identified')
    extra.socket.close(1013, 'Try again later')
    return false
  }
}

function watchCaller(
  socket: WebSocket,
  { verified }: Caller,
  { verifier, sessionCheckMs, log }: WebSocketEndpointOptions,
): () => void {
  if (!verified || !verifier) return () => {}
  const onEnd = () => socket.close(CloseCode.Forbidden, 'Forbidden')
  return watchSession(verified, { verifier, everyMs: sessionCheckMs, log, onEnd })
}

function operationOf(
  { caller: connected, closed, request: upgrade }: Extra & Partial<Connection>,
  payload: SubscribePayload,
  { versions, gatewaySecret }: WebSocketEndpointOptions,
): ExecutionArgs | readonly GraphQLError[] {
  if (!connected) return [unauthenticated()]
  const engine = versions.current()
  const validated = engine.documents.get(payload.query)
  if ('errors' in validated) return validated.errors
  const { document } = validated
  const { operationName } = payload
  if (!getOperationAST(document, operationName)) return [unknownOperation()]
  const given = payload.extensions?.traceparent
  const caller = { ...connected, ...newTrace(typeof given === 'string' ? given : traceparentOf(upgrade)) }
  const request: OperationRequest = {
    document,
    operationName,
    variables: payload.variables as JsonObject | undefined,
    headers: forwardedHeaders(caller, gatewaySecret),
    traceId: caller.traceId,
    signal: closed?.signal,
  }
  const contextValue: OperationContext = { engine, caller, request }
  return { schema: engine.supergraph.apiSchema, document, operationName, contextValue }
}

/** Runs an operation; what it did not expect is logged and masked, and ends that operation alone. */
const guarded =
  <Result>(log: Logger, run: (operation: OperationContext) => Result | Promise<Result>) =>
  async ({ contextValue }: ExecutionArgs) => {
    const operation = contextValue as OperationContext
    try {
      return await run(operation)
    } catch (error) {
      return unexpectedFailure(error, { log, traceId: operation.caller.traceId })
    }
  }

const unknownOperation = () =>
  new GraphQLError('Unable to identify the operation.', { extensions: { code: 'OPERATION_RESOLUTION_FAILURE' } })

const traceparentOf = ({ headers }: IncomingMessage) => {
  const { traceparent } = headers
  return typeof traceparent === 'string' ? traceparent : undefined
}
