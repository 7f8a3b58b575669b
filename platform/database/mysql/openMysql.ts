import { Migrator } from '@mikro-orm/migrations'
import { MikroORM } from '@mikro-orm/mysql'
import type { Connection, RowDataPacket } from 'mysql2/promise'
import { StartupError } from '../../errors/startupError.ts'
import { assertOwnDatabase } from '../assertOwnDatabase.ts'
import type { Database, DatabaseDefinition, DatabaseLimits, DatabaseOptions } from '../database.ts'
import { ormOptions, toDatabase } from '../ormDatabase.ts'
import { renameMigrations } from '../renameMigrations.ts'
import { type MysqlAddress, readMysqlUrl } from './address.ts'
import { closeWithTimeout } from './closePool.ts'
import { CONNECT_LIMIT_MS, connectWhenReady } from './connectWhenReady.ts'
import { LongValuesDriver } from './longValuesDriver.ts'
import { applyQueryTimeouts } from './queryTimeouts.ts'
import { retryReads } from './retryReads.ts'
import { prepareSession } from './session.ts'
import { tlsOptions } from './tls.ts'
import { watchFaults } from './watchFaults.ts'

const DEFAULT_LIMITS = { poolMax: 10, waitMs: 60_000, queryMs: 10_000 } satisfies DatabaseLimits

/** Milliseconds that idle connections are kept; less than the server keeps them, see `session.ts`. */
const IDLE_MS = 30_000

/** Milliseconds without a word after which the system asks whether the other side is still there. */
const KEEP_ALIVE_MS = 10_000

/** Seconds that another process may take for the migrations. */
const MIGRATIONS_LIMIT_S = 120

/**
 * Opens a database of a MySQL server (8.0.17 or newer). The database itself is there already, as its owner made it.
 * @throws StartupError when the server cannot be reached, lets nobody in, or the database is another service's.
 */
export async function openMysql(definition: DatabaseDefinition, options: DatabaseOptions): Promise<Database> {
  const address = readMysqlUrl(options.url)
  const { host, port, user, password, database: dbName } = address
  const { poolMax, waitMs, queryMs } = { ...DEFAULT_LIMITS, ...options.limits }
  const driverOptions = await connectionOptions(address)
  const first = await connectWhenReady(address, driverOptions, { waitMs, log: options.log })
  try {
    const orm = await MikroORM.init({
      ...ormOptions(definition, options),
      driver: LongValuesDriver,
      host,
      port,
      user,
      password,
      dbName,
      ensureDatabase: false,
      charset: 'utf8mb4',
      collate: 'utf8mb4_0900_bin',
      pool: { max: poolMax, idleTimeoutMillis: IDLE_MS },
      // One less than there may be, as mysql2 ends idle connections by their age only then.
      driverOptions: { ...driverOptions, maxIdle: poolMax - 1 },
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
    const pool = await orm.em.getConnection().getNativeClient()
    const close = closeWithTimeout(orm, pool, options.log)
    try {
      await alone(first, `migrations of ${dbName}`, async () => {
        await renameMigrations(orm, definition.formerNames)
        await assertOwnDatabase(orm.migrator, definition.migrations.mysql, dbName)
        await orm.migrator.up()
      })
    } catch (error) {
      await close()
      throw error
    }
    // Migrations have all the time that they need.
    applyQueryTimeouts(pool, queryMs)
    retryReads(orm.em.getConnection(), queryMs)
    await first.end()
    return toDatabase(orm, { faults: watchFaults(orm.em.getConnection()), close })
  } catch (error) {
    first.destroy()
    throw error
  }
}

/** What all connections have in common. @throws StartupError when the certificate that is named cannot be read. */
async function connectionOptions({ tls }: MysqlAddress) {
  return {
    connectTimeout: CONNECT_LIMIT_MS,
    enableKeepAlive: true,
    keepAliveInitialDelay: KEEP_ALIVE_MS,
    ...(tls && { ssl: await tlsOptions(tls) }),
  }
}

/** Runs something while no other process does, which the server sees to; it also ends with the connection. */
async function alone(connection: Connection, name: string, work: () => Promise<unknown>): Promise<void> {
  // Names of locks have at most 64 characters.
  const lock = name.slice(0, 64)
  const [rows] = await connection.query<RowDataPacket[]>({
    sql: 'select get_lock(?, ?) as had',
    values: [lock, MIGRATIONS_LIMIT_S],
    timeout: (MIGRATIONS_LIMIT_S + 10) * 1_000,
  })
  if (rows[0]?.had !== 1) throw new StartupError(`Another process has held the ${name} for too long.`)
  await work()
}
