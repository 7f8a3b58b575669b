import type { MikroORM } from '@mikro-orm/mysql'
import type { Pool, PoolConnection } from 'mysql2'
import type { Logger } from '../../log/logger.ts'
import { atMost } from '../../time/within.ts'
import { cutOff, socketOf } from './responseTimeout.ts'

const CLOSE_LIMIT_MS = 2_000

/**
 * Tracks the connections of a pool, so that it can be closed when the server does not respond.
 * @returns closes MikroORM: gracefully, or after a timeout by destroying open connections.
 */
export function closeWithTimeout(orm: MikroORM, pool: Pool, log: Logger): () => Promise<void> {
  const open = new Set<PoolConnection>()
  pool.on('connection', connection => {
    open.add(connection)
    socketOf(connection).once('close', () => open.delete(connection))
  })
  return async () => {
    // A connection that is lost before its QUIT is closed all the same.
    const closing = orm.close(true).catch(error => log.debug({ err: error }, 'connection lost while closing'))
    await atMost(CLOSE_LIMIT_MS, closing)
    for (const connection of open) cutOff(connection, new Error('the database was closed'))
  }
}
