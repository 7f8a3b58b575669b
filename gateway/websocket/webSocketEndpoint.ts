import type { IncomingHttpHeaders, IncomingMessage, Server } from 'node:http'
import type { Duplex } from 'node:stream'
import type { ConcurrencyLimit } from '@atelier/platform/concurrency/concurrencyLimit.ts'
import { TokenBucket } from '@atelier/platform/concurrency/tokenBucket.ts'
import type { Connections } from '@atelier/platform/http/connections.ts'
import { frameLimits } from '@atelier/platform/http/frameLimits.ts'
import { endWith } from '@atelier/platform/http/safeResponse.ts'
import { CloseCode, handleProtocols, MessageType, makeServer } from 'graphql-ws'
import { type WebSocket, WebSocketServer } from 'ws'
import { isOriginAllowed } from '../protection/allowedOrigins.ts'
import { addressKey } from '../protection/callerKey.ts'
import type { ClientAddress } from '../protection/clientAddress.ts'
import type { CpuBudget } from '../protection/cpuBudget.ts'
import type { Connection } from './connection.ts'
import { ConnectionOperations } from './connectionOperations.ts'
import { ConnectionTurns } from './connectionTurns.ts'
import { KeepAlive } from './keepAlive.ts'
import { pauseFor } from './pauses.ts'
import { type HandshakeRejection, noteBadFrame, noteHandshakeRejected, reject, rejectHandshake } from './rejections.ts'
import { boundUnfinishedMessages } from './unfinishedMessages.ts'
import { type ConnectionOptions, heardFrom, openConnection } from './webSocketConnection.ts'
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
  /** Bounds what waits for clients. */
  connections: Connections
  corsOrigins: readonly string[]
  addressOf: ClientAddress
  /** Counts the connections that have not yet said who they are, by their addresses. */
  pending: ConcurrencyLimit
  /** Bytes of one message at most. */
  messageLimit: number
  /** How long a message that finds no room waits for it, in the middle. */
  messageWaitMs: number
  keepAliveMs: number
  /** Messages of one connection in a second at most; `Infinity` for no limit. */
  messagesPerSecond: number
  /** Bounds the work for each caller, reading messages among it. */
  cpuBudget: CpuBudget
  /** Operations that may be under way on one connection; `Infinity` for as many as the client likes. */
  maxOperations: number
}

export interface WebSocketEndpoint {
  /** Connections that are open now. */
  readonly size: number
  /** Those of them that have not yet said who they are. */
  readonly pending: number
  /** Closes every connection with 1001, on which clients connect again elsewhere. */
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
      // Without a listener an error of a socket would end the process.
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
          hearNoMore(socket)
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
            hearNoMore(socket)
            return false
          }
          if (length <= SHORT_MESSAGE || !options.cpuBudget.isOverspent(spenderOf(connection))) return true
          reject(connection, TOO_MUCH_WORK, options)
          return false
        },
        meter: () => options.cpuBudget.meter(spenderOf(connection)),
        close: (status = CloseCode.BadRequest, reason = '') => reject(connection, { status, reason }, options),
        onPing: payload => heardFrom(connection, MessageType.Ping, payload, options),
        onPong: payload => heardFrom(connection, MessageType.Pong, payload, options),
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
    const rejection = rejectionOf(request, corsOrigins)
    const leave = rejection ? undefined : options.pending.acquire(addressKey(address))
    if (!leave) {
      socket.once('error', error => log.debug({ err: error }, 'client socket failed'))
      rejectHandshake(request, socket, rejection ?? TOO_MANY, options)
      return
    }
    socket.once('close', leave)
    const handshake: PendingHandshake = { address, leave }
    let isOpen = false
    sockets.handleUpgrade(request, socket, head, webSocket => {
      isOpen = true
      sockets.emit('connection', webSocket, request, handshake)
    })
    // It is no handshake as RFC 6455 has it, and was answered so.
    if (!isOpen) noteHandshakeRejected(request, { status: 400, code: 'BAD_REQUEST' }, options)
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

/** Who pays for what a connection brings. */
const spenderOf = ({ session, address }: Connection) => session?.caller ?? { address }

/** Characters of a message that is read whoever sends it: that takes microseconds, and the answer says what to do. */
const SHORT_MESSAGE = 16_384

/** Seconds' worth of messages that may come at once, as when a client subscribes to all that it shows. */
const BURST_SECONDS = 8

const messageRate = (perSecond: number) => new TokenBucket({ perSecond, most: perSecond * BURST_SECONDS })

const TOO_MANY_MESSAGES = { status: 1013, reason: 'Too many messages', code: 'RATE_LIMITED' }

const TOO_MANY_BYTES = { status: 1013, reason: 'Too many bytes', code: 'RATE_LIMITED' }

const TOO_MUCH_WORK = { status: 1013, reason: 'Too much work', code: 'RATE_LIMITED' }

/** Where a client waits until it is known. */
interface PendingHandshake {
  address: string
  leave: () => void
}

/** The answer to a handshake of an address that has enough of them open. */
const TOO_MANY: HandshakeRejection = { status: 429, code: 'RATE_LIMITED', retryAfter: 5 }

function newConnection(
  socket: WebSocket,
  { traceparent }: IncomingHttpHeaders,
  { address, leave }: PendingHandshake,
): Connection {
  return {
    socket,
    address,
    traceparent: typeof traceparent === 'string' ? traceparent : undefined,
    operations: new ConnectionOperations(),
    turns: new ConnectionTurns(),
    isRejected: false,
    messageLength: 0,
    release: leave,
  }
}

/**
 * Why a handshake is rejected, if it is. Browsers let every page open WebSockets to every host and only say which
 * page it is: those that may not call over HTTP may not over a WebSocket.
 */
function rejectionOf(
  { url, headers }: IncomingMessage,
  corsOrigins: readonly string[],
): HandshakeRejection | undefined {
  if (url?.split('?', 1)[0] !== '/graphql') return { status: 404, code: 'BAD_REQUEST' }
  const { origin, host } = headers
  if (origin === undefined || isOriginAllowed(origin, corsOrigins)) return undefined
  return URL.canParse(origin) && new URL(origin).host === host ? undefined : { status: 403, code: 'FORBIDDEN' }
}

/** How long clients have to answer the closing handshake. */
const CLOSE_MS = 2_000

/** How long a client that is not read any more has to read why. */
const LAST_WORD_MS = 1_000

/** Ends a connection whose client would send on for as long as it takes to answer the closing handshake. */
function hearNoMore(socket: WebSocket): void {
  pauseFor('leaving', socket)
  setTimeout(() => socket.terminate(), LAST_WORD_MS).unref()
}

function terminateAll(clients: Iterable<WebSocket>): void {
  for (const client of clients) client.terminate()
}
