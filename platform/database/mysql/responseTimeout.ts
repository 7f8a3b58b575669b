import type { Socket } from 'node:net'
import type { Connection } from 'mysql2'

/** Thrown in the place of an answer that did not come in time. Whether the server did what it was asked is unknown. */
export class DatabaseTimeoutError extends Error {
  override readonly name = 'DatabaseTimeoutError'
}

/** The socket of a connection: mysql2 has it in this place, but does not tell of it. */
export const socketOf = (connection: Connection): Socket =>
  (connection as Connection & { readonly stream: Socket }).stream

/**
 * Ends a connection at once and for good, without a word to the server, which may not hear any. All that waits for it
 * fails with the reason, the pool forgets it, and what the server still sends is read by nobody.
 */
export function cutOff(connection: Connection, reason: Error): void {
  socketOf(connection).destroy(reason)
}

/**
 * Cuts a connection off when nothing was heard in time.
 * @returns to be called when something was.
 */
export function expectAnswer(connection: Connection, limitMs: number, onSilence: () => void): () => void {
  const timer = setTimeout(() => {
    cutOff(connection, new DatabaseTimeoutError(`the database did not answer within ${limitMs} ms`))
    onSilence()
  }, limitMs)
  return () => clearTimeout(timer)
}
