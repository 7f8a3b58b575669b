import type { Socket } from 'node:net'
import type { Connection } from 'mysql2'

/** Thrown for a response that did not come in time. Whether the server executed the statement is unknown. */
export class DatabaseTimeoutError extends Error {
  override readonly name = 'DatabaseTimeoutError'
}

/** The socket of a connection, an undocumented property of mysql2. */
export const socketOf = (connection: Connection): Socket =>
  (connection as Connection & { readonly stream: Socket }).stream

/**
 * Destroys a connection at once, without a QUIT, which the server may not receive. Its pending queries fail with the
 * reason, the pool forgets it, and later responses are ignored.
 */
export function cutOff(connection: Connection, reason: Error): void {
  socketOf(connection).destroy(reason)
}

/**
 * Destroys a connection when no response came in time.
 * @returns to be called on a response.
 */
export function expectAnswer(connection: Connection, limitMs: number, onSilence: () => void): () => void {
  const timer = setTimeout(() => {
    cutOff(connection, new DatabaseTimeoutError(`the database did not answer within ${limitMs} ms`))
    onSilence()
  }, limitMs)
  return () => clearTimeout(timer)
}
