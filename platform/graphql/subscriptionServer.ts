import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { type FormattedExecutionResult, GraphQLError } from 'graphql'
import type { SubscribePayload } from 'graphql-ws'
import { type Extra, useServer } from 'graphql-ws/use/ws'
import { type ServerOptions, WebSocketServer } from 'ws'
import { authenticate } from '../auth/bearer.ts'
import { isGatewaySecret } from '../auth/gatewaySecret.ts'
import { isPublicCode } from '../errors/errorCodes.ts'
import { graphqlError } from '../errors/graphqlErrors.ts'
import { maskError } from '../errors/maskErrors.ts'
import { frameLimits, PIECE_BYTES } from '../http/frameLimits.ts'
import { endWith } from '../http/safeResponse.ts'
import { jsonLength } from '../json/jsonPieces.ts'
import { continueTrace } from '../tracing/traceContext.ts'
import { logFault } from './logFault.ts'
import type { BaseContext, SubgraphServerOptions } from './subgraphOptions.ts'
import type { SubgraphRequest } from './subgraphRequest.ts'
import { WriteTurns } from './writeTurns.ts'

/** Bytes that an unauthenticated connection may send, including an overhead per chunk. */
const STRANGER_BYTES = 65_536

// The types lack `closeTimeout`: the time for a peer's close frame before the socket is destroyed.
const limits: ServerOptions & { closeTimeout: number } = {
  noServer: true,
  maxPayload: 1_048_576,
  closeTimeout: 5_000,
  ...frameLimits,
}

/** Closes a connection that sends more bytes than allowed. @returns removes the limit. */
function boundBytes(socket: Duplex, limit: number): () => void {
  let received = 0
  const onData = ({ length }: Buffer) => {
    received += length + PIECE_BYTES
    if (received > limit) socket.destroy()
  }
  socket.prependListener('data', onData)
  return () => void socket.off('data', onData)
}

/**
 * Serves operations over graphql-transport-ws at `/graphql`.
 *
 * One connection of the gateway carries operations of many callers: the connection authenticates by `gatewaySecret` in
 * its `connection_init` payload, and each operation carries its caller in `extensions` (`authorization`, `traceparent`,
 * `clientAddress`).
 */
export function serveSubscriptions<Context extends BaseContext>(
  options: SubgraphServerOptions<Context>,
): () => Promise<void> {
  const { http, schema, gatewaySecret, createContext, log } = options
  const sockets = new WebSocketServer(limits)
  sockets.on('wsClientError', (_, socket) => endWith(socket, 400))

  /** Unauthenticated connections, each with the removal of its limit. */
  const strangers = new WeakMap<Duplex, () => void>()
  const requests = new WeakMap<SubscribePayload, SubgraphRequest>()
  const turns = new WeakMap<Duplex, WriteTurns>()

  /** Waits until a message of this size may be written. */
  const turnFor = async ({ request }: Extra, payload: unknown) =>
    turns.get(request.socket)?.next(jsonLength(payload, WriteTurns.length))

  const server = useServer<{ gatewaySecret?: unknown }>(
    {
      schema,
      onConnect: ({ connectionParams, extra }) => {
        const isGateway = isGatewaySecret(connectionParams?.gatewaySecret, gatewaySecret)
        if (isGateway) {
          http.connections.trust(extra.request.socket)
          strangers.get(extra.request.socket)?.()
        }
        return isGateway
      },
      // An invalid token ends its own operation; thrown from `context` it would close the connection of all callers.
      onSubscribe: async (_, __, payload) => {
        try {
          requests.set(payload, await requestOf(payload, options))
          return undefined
        } catch (error) {
          return [error instanceof GraphQLError ? error : new GraphQLError(String(error))]
        }
      },
      context: (_, __, payload) => {
        const request = requests.get(payload)
        if (!request) throw new Error('The operation was not authenticated.')
        return createContext(request)
      },
      onError: async ({ extra }, _, payload, errors) => {
        const shown = errors.map(error => {
          if (isInvalidOperation(error)) return graphqlError('GRAPHQL_VALIDATION_FAILED', error.message)
          const request = requests.get(payload)
          logFault(log, error, { operationName: payload.operationName, request })
          return masked(error, request)
        })
        await turnFor(extra, shown)
        return shown
      },
      onNext: async (context, id, payload, _, result) => {
        const request = requests.get(payload)
        const errors = result.errors?.map(error => {
          logFault(log, error, { operationName: payload.operationName, request })
          return masked(error, request)
        })
        const shown = errors ? { ...result, errors } : (result as FormattedExecutionResult)
        await turnFor(context.extra, shown)
        const { socket } = context.extra
        return id in context.subscriptions && socket.readyState === socket.OPEN ? shown : NOBODY_READS
      },
    },
    sockets,
  )

  const onUpgrade = (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    socket.once('error', error => log.debug({ err: error }, 'client socket failed'))
    if (request.url?.split('?', 1)[0] !== '/graphql') {
      endWith(socket, 404)
      return
    }
    sockets.handleUpgrade(request, socket, head, webSocket => {
      turns.set(socket, new WriteTurns(socket))
      strangers.set(socket, boundBytes(socket, STRANGER_BYTES))
      sockets.emit('connection', webSocket, request)
    })
  }
  http.server.on('upgrade', onUpgrade)

  return async () => {
    http.server.off('upgrade', onUpgrade)
    for (const client of sockets.clients) client.close(1001, 'Going away')
    await server.dispose()
  }
}

async function requestOf<Context extends BaseContext>(
  payload: SubscribePayload,
  { verifier }: SubgraphServerOptions<Context>,
): Promise<SubgraphRequest> {
  const text = (name: string) => {
    const value = payload.extensions?.[name]
    return typeof value === 'string' ? value : undefined
  }
  const authorization = text('authorization') ?? null
  const verified = await authenticate(authorization, verifier)
  return {
    viewer: verified?.viewer ?? null,
    authorization,
    clientAddress: text('clientAddress') ?? null,
    trace: continueTrace(text('traceparent')),
    // Completing a subscription ends its iterator.
    signal: new AbortController().signal,
    streaming: true,
  }
}

/** Sent in place of an event whose subscription completed, or whose connection closed, while it was queued. */
const NOBODY_READS = { data: null }

/** Whether the operation does not validate: such an error has locations in the document and no cause. */
function isInvalidOperation(error: GraphQLError): boolean {
  const pointsIntoDocument = error.nodes !== undefined || error.source !== undefined
  return pointsIntoDocument && error.originalError === undefined && !isPublicCode(error.extensions.code)
}

function masked(error: GraphQLError, request: SubgraphRequest | undefined): GraphQLError {
  const { message, extensions } = maskError(error.toJSON(), request?.trace.traceId, error)
  return new GraphQLError(message, { path: error.path, extensions })
}
