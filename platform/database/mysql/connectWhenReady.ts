import { setTimeout as delay } from 'node:timers/promises'
import { type Connection, type ConnectionOptions, createConnection } from 'mysql2/promise'
import { messageOf } from '../../errors/messageOf.ts'
import { StartupError } from '../../errors/startupError.ts'
import type { Logger } from '../../log/logger.ts'
import { backoffMs } from '../../time/backoff.ts'
import { type MysqlAddress, shownAddress } from './address.ts'

/** Connection timeout, in milliseconds. */
export const CONNECT_LIMIT_MS = 5_000

const MAX_PAUSE_MS = 2_000

/** Errors that no retry resolves. */
const REFUSALS = new Set([
  'ER_ACCESS_DENIED_ERROR',
  'ER_DBACCESS_DENIED_ERROR',
  'ER_BAD_DB_ERROR',
  // TLS is not supported, or the certificate is not trusted.
  'HANDSHAKE_NO_SSL_SUPPORT',
  'HANDSHAKE_SSL_ERROR',
])

/**
 * Connects to the server, which may still be starting.
 * @param connectionOptions of mysql2, besides the address.
 * @param options.waitMs how long to retry.
 * @throws StartupError when the server denies access or stayed unreachable.
 */
export async function connectWhenReady(
  address: MysqlAddress,
  connectionOptions: ConnectionOptions,
  options: { waitMs: number; log: Logger },
): Promise<Connection> {
  const { host, port, user, password, database } = address
  const giveUpAt = performance.now() + options.waitMs
  for (let tries = 0; ; tries++) {
    try {
      return await createConnection({ host, port, user, password, database, ...connectionOptions })
    } catch (error) {
      const reason = reasonOf(error)
      if (REFUSALS.has(reason)) {
        const how = reason.startsWith('HANDSHAKE_') ? ` with ssl-mode=${address.tls?.mode}` : ''
        throw new StartupError(`The database ${shownAddress(address)} cannot be used${how}: ${messageOf(error)}`, {
          cause: error,
        })
      }
      const left = giveUpAt - performance.now()
      if (left <= 0) {
        throw new StartupError(
          `The database ${shownAddress(address)} was not reached within ${options.waitMs / 1_000} s (${reason}).`,
          { cause: error },
        )
      }
      if (tries === 0) options.log.warn({ database: shownAddress(address), reason }, 'waiting for the database')
      await delay(backoffMs(tries, { baseMs: 100, maxMs: Math.min(MAX_PAUSE_MS, left) }))
    }
  }
}

const reasonOf = (error: unknown): string =>
  error instanceof Error && 'code' in error ? String(error.code) : messageOf(error)
