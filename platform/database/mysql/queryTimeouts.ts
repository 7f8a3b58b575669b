import { promisify } from 'node:util'
import type { Pool, PoolConnection, Query, QueryError } from 'mysql2'
import { CONNECT_LIMIT_MS } from './connectWhenReady.ts'
import { cutOff, DatabaseTimeoutError, expectAnswer, socketOf } from './responseTimeout.ts'
import { limitsStatement } from './session.ts'

/** Milliseconds of idleness after which a connection is pinged before use. */
const CHECK_AFTER_MS = 500
const CHECK_LIMIT_MS = 1_000

/** Enough to find an old connection dead and to open a new one; less than the timeout of requests. */
const ACQUIRE_LIMIT_MS = CHECK_LIMIT_MS + CONNECT_LIMIT_MS + 1_000

type Callback = (error: QueryError | null, ...results: unknown[]) => void
type Ask = (sql: string, values: unknown, callback: Callback) => Query

/**
 * Bounds every wait on a pool, which would be unbounded when the network drops packets without closing connections: a
 * query without a response in time fails, and with it its connection and transaction. That connection is never reused,
 * so that a late response is read by no other query.
 * @param queryMs query timeout; also the longest wait for a connection.
 */
export function applyQueryTimeouts(pool: Pool, queryMs: number): void {
  const acquireMs = Math.min(queryMs, ACQUIRE_LIMIT_MS)
  const checkMs = Math.min(queryMs / 4, CHECK_LIMIT_MS)
  const acquire = promisify(pool.getConnection.bind(pool))
  const bounded = new WeakSet<PoolConnection>()
  const idleSince = new Map<PoolConnection, number>()
  pool.on('release', connection => void idleSince.set(connection, performance.now()))

  /** When one connection is silent, the others most likely are too; idle ones cost nothing to reopen. */
  function dropIdle(): void {
    const reason = new DatabaseTimeoutError('the database did not answer on another connection')
    for (const connection of idleSince.keys()) cutOff(connection, reason)
  }

  async function bound(connection: PoolConnection): Promise<void> {
    bounded.add(connection)
    // The waiting query gets the error; no other listener is there.
    connection.on('error', () => idleSince.delete(connection))
    socketOf(connection).once('close', () => idleSince.delete(connection))
    const ask = connection.query.bind(connection) as Ask
    const askInTime: Ask = (sql, values, callback) => {
      const answered = expectAnswer(connection, queryMs, dropIdle)
      return ask(sql, values, (...outcome) => {
        answered()
        callback(...outcome)
      })
    }
    connection.query = askInTime as PoolConnection['query']
    await new Promise<void>((resolve, reject) => {
      askInTime(limitsStatement(queryMs), [], error => {
        if (!error) return resolve()
        cutOff(connection, error)
        reject(error)
      })
    })
  }

  function isAlive(connection: PoolConnection): Promise<boolean> {
    return new Promise(resolve => {
      const answered = expectAnswer(connection, checkMs, dropIdle)
      connection.ping(error => {
        answered()
        resolve(!error)
      })
    })
  }

  async function working(): Promise<PoolConnection> {
    for (;;) {
      const connection = await acquire()
      const since = idleSince.get(connection)
      idleSince.delete(connection)
      if (!bounded.has(connection)) {
        await bound(connection)
        return connection
      }
      const isFresh = since === undefined || performance.now() - since < CHECK_AFTER_MS
      if (isFresh || (await isAlive(connection))) return connection
    }
  }

  pool.getConnection = callback => {
    let isLate = false
    const timer = setTimeout(() => {
      isLate = true
      done(new DatabaseTimeoutError(`no database connection available within ${acquireMs} ms`))
    }, acquireMs)
    const done = (error: Error | null, connection?: PoolConnection) => {
      clearTimeout(timer)
      callback(error, connection as PoolConnection)
    }
    working().then(
      connection => (isLate ? connection.release() : done(null, connection)),
      error => (isLate ? undefined : done(error)),
    )
  }
}
