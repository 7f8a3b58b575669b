import { setTimeout as delay } from 'node:timers/promises'
import type { MikroORM } from '@mikro-orm/mysql'
import type { PoolConnection } from 'mysql2'

const CLOSE_LIMIT_MS = 2_000

/**
 * Follows the connections of a pool, so that it can be closed although the server is silent.
 * @returns closes MikroORM: in good order, or after a while by breaking off what is still open.
 */
export async function closesInTime(orm: MikroORM): Promise<() => Promise<void>> {
  const open = new Set<PoolConnection>()
  const pool = await orm.em.getConnection().getNativeClient()
  pool.on('connection', connection => {
    open.add(connection)
    connection.on('end', () => open.delete(connection))
  })
  return async () => {
    await Promise.race([orm.close(true), delay(CLOSE_LIMIT_MS, undefined, { ref: false })])
    for (const connection of open) connection.destroy()
  }
}
