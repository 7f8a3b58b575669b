import type { IncomingHttpHeaders, IncomingMessage, Server } from 'node:http'
import type { Duplex } from 'node:stream'
import type { ConcurrencyLimit } from '@atelier/platform/concurrency/concurrencyLimit.ts'
import { TokenBucket } from '@atelier/platform/concurrency/tokenBucket.ts'
import type { Connections } from '@atelier/platform/http/connections.ts'
import { frameLimits } from '@atelier/platform/http/frameLimits.ts'
import { endWith } from '@atelier/platform/http/safeResponse.ts'
import { GraphQLError } from 'graphql'
import { CloseCode, handleProtocols, MessageType, makeServer } from 'graphql-ws'
import { type WebSocket, WebSocketServer } from 'ws'
import { isOriginAllowed } from '../protection/allowedOrigins.ts'
import { addressKey } from '../protection/callerKey.ts'
import type { ClientAddress } from '../protection/clientAddress.ts'
import type { ClientHeaders, PickedHeaders } from '../protection/clientHeaders.ts'
import type { CpuBudget } from '../protection/cpuBudget.ts'
import type { Connection } from './connection.ts'
import { ConnectionOperations } from './connectionOperations.ts'
import { ConnectionTurns } from './connectionTurns.ts'
import { KeepAlive } from './keepAlive.ts'
import { pauseFor } from './pauses.ts'
import {
  type HandshakeRejection,
  noteBadFrame,
  noteHandshakeRejected,
  overLimit,
  reject,
  rejectHandshake,
} from './rejections.ts'
import { boundUnfinishedMessages } from './unfinishedMessages.ts'
import { type ConnectionOptions, onControlMessage, openConnection } from './webSocketConnection.ts'
import {
  type OperationOptions,
  operationOf,
  rejectOperation,
  runOnce,
  runStream,
  tooManyOperations,
} from './webSocketOperations.ts'
import { onSend, peerOf } from './webSocketPeer.ts'

export interface WebSocketEndpointOptions extends ConnectionOptions, OperationOptions {
  server: Server
  /** Limits the bytes unread by clients. */
  connections: Connections
  corsOrigins: readonly string[]
  clientHeaders: ClientHeaders
  addressOf: ClientAddress
  /** Limits the connections of an address before `connection_init`. */
  pending: ConcurrencyLimit
  /** Maximum bytes of one message. */
  messageLimit: number
  /** Timeout of an unfinished message that waits for room. */
  messageWaitMs: number
  keepAliveMs: number
  /** Maximum messages of one connection in a second; `Infinity` for no limit. */
  messagesPerSecond: number
  /** CPU budget of each caller, which parsing messages counts for. */
  cpuBudget: CpuBudget
  /** Maximum concurrent operations on one connection; `Infinity` for no limit. */
  maxOperations: number
}

export interface WebSocketEndpoint {
  /** Open connections. */
  readonly size: number
  /** Open connections before `connection_init`. */
  readonly pending: number
  /** Closes every connection with 1001, so that clients reconnect elsewhere. */
  close(): Promise<void>
}

/** Serves operations of all kinds over graphql-transport-ws at `/graphql`. */
export function serveGraphqlOverWebSocket(options: WebSocketEndpointOptions): WebSocketEndpoint {
  const { server, log, corsOrigins } = options
  const sockets = new WebSocketServer({
    ...{ noServer: true, maxPayload: options.messageLimit, ...frameLimits },
    handleProtocols,
  })
  sockets.on('wsClientError', (_, socket) => endWith(socket, 400))
  const keepAlive = new KeepAlive(options.keepAliveMs, options.connections.slowestLine)
  const graphql = graphqlServer(options)
  const connections = new Set<Connection>()

  sockets.on(
    'connection',
    (socket: WebSocket, { headers, socket: client }: IncomingMessage, handshake: PendingHandshake) => {
      onSend(socket, length => {
        options.connections.sending(client)
        options.connections.written(length)
      })
      const connection = newConnection(socket, headers, handshake)
      connections.add(connection)
      // A socket error without a listener would end the process.
      socket.on('error', error => {
        log.debug({ err: error }, 'client socket failed')
        noteBadFrame(connection, error, options)
      })
      keepAlive.watch(socket, client)
      boundUnfinishedMessages(client, socket, {
        held: options.bodies.hold(addressKey(handshake.address)),
        waitMs: options.messageWaitMs,
        isKnown: () => connection.session?.caller.verified !== undefined,
        onNoRoom: () => {
          reject(connection, TOO_MANY_BYTES, options)
          stopReading(socket)
        },
      })
      const messages = messageRate(options.messagesPerSecond)
      const peer = peerOf(socket, {
        log,
        onText: ({ length }) => {
          connection.messageLength = length
          if (socket.readyState !== socket.OPEN) return false
          if (!messages.take()) {
            reject(connection, TOO_MANY_MESSAGES, options)
            stopReading(socket)
            return false
          }
          if (length <= SHORT_MESSAGE || !options.cpuBudget.isOverspent(spenderOf(connection))) return true
          reject(connection, TOO_MUCH_WORK, options)
          return false
        },
        meter: () => options.cpuBudget.meter(spenderOf(connection)),
        close: (status = CloseCode.BadRequest, reason = '') => reject(connection, { status, reason }, options),
        onPing: payload => onControlMessage(connection, MessageType.Ping, payload, options),
        onPong: payload => onControlMessage(connection, MessageType.Pong, payload, options),
      })
      const closed = graphql.opened(peer, connection)
      socket.once('close', (code, reason) => {
        connections.delete(connection)
        closed(code, String(reason)).catch(error => log.error({ err: error }, 'WebSocket close failed'))
      })
    },
  )

  const onUpgrade = (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    const address = options.addressOf(request)
    options.connections.assign(request.socket, address)
    const clientHeaders = pickedOf(request, options.clientHeaders)
    const rejection = rejectionOf(request, corsOrigins) ?? (clientHeaders === 'too long' ? TOO_LONG : undefined)
    const leave = rejection ? undefined : options.pending.acquire(addressKey(address))
    if (!leave || clientHeaders === 'too long') {
      socket.once('error', error => log.debug({ err: error }, 'client socket failed'))
      rejectHandshake(request, socket, rejection ?? TOO_MANY, options)
      return
    }
    socket.once('close', leave)
    const handshake: PendingHandshake = { address, clientHeaders, leave }
    let isOpen = false
    sockets.handleUpgrade(request, socket, head, webSocket => {
      isOpen = true
      sockets.emit('connection', webSocket, request, handshake)
    })
    // The library rejected an invalid handshake.
    if (!isOpen) noteHandshakeRejected(request, { code: 'BAD_REQUEST' }, options)
  }
  server.on('upgrade', onUpgrade)

  async function close(): Promise<void> {
    server.off('upgrade', onUpgrade)
    keepAlive.stop()
    for (const socket of sockets.clients) socket.close(1001, 'Going away')
    const deadline = setTimeout(() => terminateAll(sockets.clients), CLOSE_MS)
    await new Promise(resolve => sockets.close(resolve))
    clearTimeout(deadline)
  }

  return {
    get size() {
      return connections.size
    },
    get pending() {
      return [...connections].filter(({ session }) => !session).length
    },
    close,
  }
}

function graphqlServer(options: WebSocketEndpointOptions) {
  const { maxOperations } = options
  return makeServer<Record<string, unknown>, Connection>({
    onConnect: ({ extra, connectionParams }) => openConnection(extra, connectionParams, options),
    onClose: ({ extra }) => {
      extra.operations.endAll()
      extra.release()
    },
    onSubscribe: (context, id, payload) => {
      const { extra } = context
      const isWanted = () => id in context.subscriptions
      return extra.operations.start(id, isWanted, async operation => {
        const isFull = extra.operations.size > maxOperations
        if (isFull) return rejectOperation(options.versions.current(), extra, payload, [tooManyOperations()])
        return operationOf(extra, { id, payload, operation }, options)
      })
    },
    execute: runOnce(options),
    subscribe: runStream(options),
  })
}

/** The caller that a connection's work is metered for. */
const spenderOf = ({ session, address }: Connection) => session?.caller ?? { address }

/**
 * Maximum characters of a message that is parsed also for an overspent caller: it takes microseconds, and gets an error
 * response.
 */
const SHORT_MESSAGE = 16_384

/** Burst of messages in seconds of the rate, as when a client opens all its subscriptions. */
const BURST_SECONDS = 8

const messageRate = (perSecond: number) => new TokenBucket({ perSecond, max: perSecond * BURST_SECONDS })

const TOO_MANY_MESSAGES = overLimit('Too many messages')

const TOO_MANY_BYTES = overLimit('Too many bytes')

const TOO_MUCH_WORK = overLimit('Too much work')

/** A connection before `connection_init`, counted for its address. */
interface PendingHandshake {
  address: string
  clientHeaders: PickedHeaders | undefined
  leave: () => void
}

/** Rejection of a handshake beyond the limit of its address. */
const TOO_MANY: HandshakeRejection = { code: 'RATE_LIMITED', retryAfter: 5 }

function newConnection(
  socket: WebSocket,
  { traceparent }: IncomingHttpHeaders,
  { address, clientHeaders, leave }: PendingHandshake,
): Connection {
  return {
    socket,
    address,
    traceparent: typeof traceparent === 'string' ? traceparent : undefined,
    clientHeaders,
    operations: new ConnectionOperations(),
    turns: new ConnectionTurns(),
    isRejected: false,
    messageLength: 0,
    release: leave,
  }
}

/** Rejection of a handshake whose headers are too long to be sent on. */
const TOO_LONG: HandshakeRejection = { status: 400, code: 'BAD_REQUEST' }

/** The headers of a handshake that subgraphs get. */
function pickedOf({ headers }: IncomingMessage, clientHeaders: ClientHeaders) {
  try {
    return clientHeaders.pick(headers)
  } catch (error) {
    if (error instanceof GraphQLError) return 'too long' as const
    throw error
  }
}

/**
 * The rejection of a handshake, if any. Browsers let every page open WebSockets to every host and only send its origin,
 * so origins are checked as by CORS.
 */
function rejectionOf(
  { url, headers }: IncomingMessage,
  corsOrigins: readonly string[],
): HandshakeRejection | undefined {
  if (url?.split('?', 1)[0] !== '/graphql') return { code: 'BAD_REQUEST', status: 404 }
  const { origin, host } = headers
  if (origin === undefined || isOriginAllowed(origin, corsOrigins)) return undefined
  return URL.canParse(origin) && new URL(origin).host === host ? undefined : { code: 'FORBIDDEN' }
}

/** Timeout of the closing handshake. */
const CLOSE_MS = 2_000

/** Time for a paused client to receive the close code. */
const CLOSE_CODE_MS = 1_000

/**
 * Stops reading a rejected connection, whose client would go on sending during the closing handshake, and terminates
 * it.
 */
function stopReading(socket: WebSocket): void {
  pauseFor('leaving', socket)
  setTimeout(() => socket.terminate(), CLOSE_CODE_MS).unref()
}

function terminateAll(clients: Iterable<WebSocket>): void {
  for (const client of clients) client.terminate()
}
