import { Migrator } from '@mikro-orm/migrations'
import { MikroORM } from '@mikro-orm/mysql'
import type { Connection, RowDataPacket } from 'mysql2/promise'
import { StartupFault } from '../../errors/startupFault.ts'
import { ormOptions, toDatabase } from '../database.ts'
import type { Database, DatabaseDefinition, DatabaseLimits, DatabaseOptions } from '../openDatabase.ts'
import { readMysqlUrl } from './address.ts'
import { closesInTime } from './closePool.ts'
import { CONNECT_LIMIT_MS, connectWhenReady } from './connectWhenReady.ts'
import { LongValuesDriver } from './longValuesDriver.ts'
import { retryReads } from './retryReads.ts'
import { prepareSession } from './session.ts'

const USUAL_LIMITS: DatabaseLimits = { poolMax: 10, waitMs: 60_000 }

/** Milliseconds that idle connections are kept. */
const IDLE_MS = 60_000

/** Seconds that another process may take for the migrations. */
const MIGRATIONS_LIMIT_S = 120

/**
 * Opens a database of a MySQL server (8.0.17 or newer). The database itself is there already, as its owner made it.
 * @throws StartupFault when the server cannot be reached, or lets nobody in.
 */
export async function openMysql(definition: DatabaseDefinition, options: DatabaseOptions): Promise<Database> {
  const address = readMysqlUrl(options.url)
  const { database: dbName, ...server } = address
  const { poolMax, waitMs } = options.limits ?? USUAL_LIMITS
  const first = await connectWhenReady(address, { waitMs, log: options.log })
  try {
    const orm = await MikroORM.init({
      ...ormOptions(definition, options),
      driver: LongValuesDriver,
      ...server,
      dbName,
      ensureDatabase: false,
      charset: 'utf8mb4',
      collate: 'utf8mb4_0900_bin',
      pool: { min: 0, max: poolMax, idleTimeoutMillis: IDLE_MS },
      driverOptions: { connectTimeout: CONNECT_LIMIT_MS },
      onCreateConnection: prepareSession,
      extensions: [Migrator],
      // MySQL commits with each change of a table, whatever the transaction.
      migrations: {
        migrationsList: [...definition.migrations.mysql],
        snapshot: false,
        transactional: false,
        allOrNothing: false,
      },
    })
    retryReads(orm.em.getConnection())
    const close = await closesInTime(orm)
    try {
      await alone(first, `migrations of ${dbName}`, () => orm.migrator.up())
    } catch (error) {
      await close()
      throw error
    }
    return toDatabase(orm, close)
  } finally {
    await first.end()
  }
}

/** Runs something while no other process does, which the server sees to; it also ends with the connection. */
async function alone(connection: Connection, name: string, work: () => Promise<unknown>): Promise<void> {
  // Names of locks have at most 64 characters.
  const lock = name.slice(0, 64)
  const [rows] = await connection.query<RowDataPacket[]>('select get_lock(?, ?) as had', [lock, MIGRATIONS_LIMIT_S])
  if (rows[0]?.had !== 1) throw new StartupFault(`Another process has held the ${name} for too long.`)
  await work()
}
