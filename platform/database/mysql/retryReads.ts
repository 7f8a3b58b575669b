import { setTimeout as delay } from 'node:timers/promises'
import type { AbstractSqlConnection } from '@mikro-orm/sql'

const TRIES = 3

/** Errors of a query whose connection was lost, or could not be opened, because the server went away. */
const LOST = new Set([
  'PROTOCOL_CONNECTION_LOST',
  'PROTOCOL_ENQUEUE_AFTER_FATAL_ERROR',
  'ECONNRESET',
  'EPIPE',
  'ER_SERVER_SHUTDOWN',
])

/**
 * Retries a read outside a transaction when its connection was lost. Nothing else may be retried: whether a write was
 * committed, or what a transaction had locked, is unknown.
 * @param limitMs how long after the first attempt it may be retried.
 */
export function retryReads(connection: AbstractSqlConnection, limitMs: number): void {
  const execute = connection.execute.bind(connection)
  const asked: AbstractSqlConnection['execute'] = async (query, params, method, transaction, context) => {
    const lastTryAt = performance.now() + limitMs
    for (let tries = 1; ; tries++) {
      try {
        return await execute(query, params, method, transaction, context)
      } catch (error) {
        const mayRepeat = transaction === undefined && isRead(query) && isLost(error)
        if (!mayRepeat || tries === TRIES || performance.now() > lastTryAt) throw error
        await delay(Math.random() * 100 * tries)
      }
    }
  }
  connection.execute = asked
}

/** Locks of a query outside a transaction end with it, so a locking read may be retried, too. */
const isRead = (query: unknown) => {
  const sql = typeof query === 'string' ? query : (query as { sql?: unknown }).sql
  return typeof sql === 'string' && /^\s*select\b/i.test(sql)
}

const isLost = (error: unknown) => error instanceof Error && 'code' in error && LOST.has(String(error.code))
