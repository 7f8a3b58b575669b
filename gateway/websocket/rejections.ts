import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { ERROR_CODES, type ErrorCode } from '@atelier/platform/errors/errorCodes.ts'
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

/** Rejection of a connection. */
interface Rejection {
  /** Close code. */
  status: number
  /** Error code, as in `extensions.code`; by the close code when absent. */
  code?: ErrorCode
  /** The caller; that of the session when absent. */
  caller?: Caller
}

/** Rejection of a handshake. */
export interface HandshakeRejection {
  /** Error code, as in `extensions.code`. */
  code: ErrorCode
  /** HTTP status of the response; that of the code when absent. */
  status?: number
  /** Seconds until a retry. */
  retryAfter?: number
}

/** RFC 6455's registry: the server is overloaded. graphql-ws clients retry with backoff. */
export const TRY_AGAIN_LATER = 1013

/** The rejection of a connection beyond a limit. */
export const overLimit = (reason: string): Rejection & { reason: string } => ({
  status: TRY_AGAIN_LATER,
  reason,
  code: 'RATE_LIMITED',
})

/** Rejects a handshake. */
export function rejectHandshake(
  request: IncomingMessage,
  socket: Duplex,
  rejection: HandshakeRejection,
  options: Options,
): void {
  noteHandshakeRejected(request, rejection, options)
  const { retryAfter } = rejection
  endWith(socket, statusOf(rejection), retryAfter === undefined ? {} : { 'retry-after': String(retryAfter) })
}

/** Counts and logs a handshake that the WebSocket library rejects. */
export function noteHandshakeRejected(
  { headers: { traceparent } }: IncomingMessage,
  rejection: HandshakeRejection,
  options: Options,
): void {
  note(
    { status: statusOf(rejection), code: rejection.code },
    typeof traceparent === 'string' ? traceparent : undefined,
    options,
  )
}

const statusOf = ({ code, status = ERROR_CODES[code].httpStatus }: HandshakeRejection): number => status

/**
 * Closes a connection, and counts and logs the rejection. Does nothing when it is closing already: only the first
 * reason counts.
 */
export function reject(connection: Connection, rejection: Rejection & { reason: string }, options: Options): void {
  const { socket } = connection
  if (socket.readyState !== socket.OPEN) return
  noteRejected(connection, rejection, options)
  socket.close(rejection.status, rejection.reason)
}

/**
 * Counts and logs a connection that the WebSocket library closes for a frame that is invalid by RFC 6455 or too long.
 * @param error error of the socket; network errors are not counted.
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

const codeOf = (status: number): ErrorCode =>
  status === CloseCode.Unauthorized || status === CloseCode.Forbidden ? 'UNAUTHENTICATED' : 'BAD_REQUEST'
