import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { endWith } from '@atelier/platform/http/safeResponse.ts'
import { CloseCode } from 'graphql-ws'
import type { Engine } from '../pipeline/engine.ts'
import type { Caller } from '../protection/caller.ts'
import { newTrace } from '../protection/identify.ts'
import type { SupergraphVersions } from '../supergraph/supergraphVersions.ts'
import type { Connection } from './connection.ts'

interface Options {
  versions: SupergraphVersions<Engine>
}

/** Why a connection is rejected. */
interface Rejection {
  /** The code that it is closed with. */
  status: number
  /** As `extensions.code` has it where operations are rejected; what the close code says when absent. */
  code?: string
  /** Who it is; whom the connection is for when absent. */
  caller?: Caller
}

/** Why a handshake is rejected. */
export interface HandshakeRejection {
  /** The HTTP status of the answer. */
  status: number
  /** As `extensions.code` has it where operations are rejected. */
  code: string
  /** Seconds after which another try may succeed. */
  retryAfter?: number
}

/** Answers a handshake with a rejection. */
export function rejectHandshake(
  request: IncomingMessage,
  socket: Duplex,
  { status, code, retryAfter }: HandshakeRejection,
  options: Options,
): void {
  noteHandshakeRejected(request, { status, code }, options)
  endWith(socket, status, retryAfter === undefined ? {} : { 'retry-after': String(retryAfter) })
}

/** Counts and logs a handshake that somebody else answers with a rejection. */
export function noteHandshakeRejected(
  { headers: { traceparent } }: IncomingMessage,
  { status, code }: HandshakeRejection,
  options: Options,
): void {
  note({ status, code }, typeof traceparent === 'string' ? traceparent : undefined, options)
}

/**
 * Closes a connection for what its client did, or may not do, and counts and logs that. Does nothing where it closes
 * already: it is counted once, for the first reason.
 */
export function reject(connection: Connection, rejection: Rejection & { reason: string }, options: Options): void {
  const { socket } = connection
  if (socket.readyState !== socket.OPEN) return
  noteRejected(connection, rejection, options)
  socket.close(rejection.status, rejection.reason)
}

/**
 * Counts and logs a connection that the WebSocket library closes by itself, as what came is no message of RFC 6455 or is
 * too long.
 * @param error what the socket failed by; nothing is counted where the network was to blame.
 */
export function noteBadFrame(connection: Connection, error: Error, options: Options): void {
  const { code = '' } = error as NodeJS.ErrnoException
  if (!code.startsWith('WS_ERR_')) return
  noteRejected(connection, { status: FRAME_STATUS.get(code) ?? PROTOCOL_ERROR }, options)
}

function noteRejected(connection: Connection, rejection: Rejection, options: Options): void {
  if (connection.isRejected) return
  connection.isRejected = true
  note({ caller: connection.session?.caller, ...rejection }, connection.traceparent, options)
}

function note({ status, code, caller }: Rejection, traceparent: string | undefined, { versions }: Options): void {
  versions.current().observer?.rejected({
    transport: 'websocket',
    errors: [{ extensions: { code: code ?? codeOf(status) } }],
    status,
    traceId: newTrace(traceparent).traceId,
    userId: caller?.verified?.viewer.id,
  })
}

/** Of RFC 6455. */
const PROTOCOL_ERROR = 1002
const FRAME_STATUS: ReadonlyMap<string, number> = new Map([
  ['WS_ERR_INVALID_UTF8', 1007],
  ['WS_ERR_UNSUPPORTED_MESSAGE_LENGTH', 1009],
])

const codeOf = (status: number): string =>
  status === CloseCode.Unauthorized || status === CloseCode.Forbidden ? 'UNAUTHENTICATED' : 'BAD_REQUEST'
