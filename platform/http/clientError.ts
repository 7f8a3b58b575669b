import { STATUS_CODES } from 'node:http'
import type { Socket } from 'node:net'
import { graphqlError } from '../errors/graphqlErrors.ts'
import { endWith } from './safeResponse.ts'

const STATUSES: ReadonlyMap<string | undefined, number> = new Map([
  ['ERR_HTTP_REQUEST_TIMEOUT', 408],
  ['HPE_HEADER_OVERFLOW', 431],
  ['HPE_CHUNK_EXTENSIONS_OVERFLOW', 413],
])

const MESSAGES: ReadonlyMap<string | undefined, string> = new Map([
  ['CHUNKS_TOO_SMALL', 'The body comes in too many small chunks. Send it in larger ones.'],
])

/** Responds to malformed or timed-out requests, and closes their connection. */
export function answerClientError(error: Error & { code?: string }, socket: Socket): void {
  const { _httpMessage: begun } = socket as Socket & { _httpMessage?: { headersSent: boolean } | null }
  // After half a response, another one would be read as its rest.
  if (error.code === 'ECONNRESET' || !socket.writable || begun?.headersSent) {
    socket.destroy()
    return
  }
  const status = STATUSES.get(error.code) ?? 400
  const message =
    MESSAGES.get(error.code) ?? (status === 400 ? 'The request is not valid HTTP.' : `${STATUS_CODES[status]}.`)
  endWith(socket, status, {}, JSON.stringify({ errors: [graphqlError('BAD_REQUEST', message)] }))
}
