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

/** Milliseconds that idle connections are kept; less than the server's `wait_timeout`, see `session.ts`. */
const IDLE_MS = 30_000

/** Milliseconds of silence before a TCP keep-alive probe. */
const KEEP_ALIVE_MS = 10_000

/** Seconds to wait for the migrations of another process. */
const MIGRATIONS_LIMIT_S = 120

/**
 * Opens a database of a MySQL server (8.0.17 or newer). The database itself must exist.
 * @throws StartupError when the server is unreachable or denies access, or the database belongs to another service.
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
      // One less than the maximum, as mysql2 closes idle connections by age only then.
      driverOptions: { ...driverOptions, maxIdle: poolMax - 1 },
      onCreateConnection: prepareSession,
      extensions: [Migrator],
      // MySQL commits implicitly with each change of a table.
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
    // Migrations have no timeout.
    applyQueryTimeouts(pool, queryMs)
    retryReads(orm.em.getConnection(), queryMs)
    await first.end()
    return toDatabase(orm, { faults: watchFaults(orm.em.getConnection()), close })
  } catch (error) {
    first.destroy()
    throw error
  }
}

/** Options of all connections. @throws StartupError when the named certificate cannot be read. */
async function connectionOptions({ tls }: MysqlAddress) {
  return {
    connectTimeout: CONNECT_LIMIT_MS,
    enableKeepAlive: true,
    keepAliveInitialDelay: KEEP_ALIVE_MS,
    ...(tls && { ssl: await tlsOptions(tls) }),
  }
}

/** Runs work under a named lock of the server, which also ends with the connection. */
async function alone(connection: Connection, name: string, work: () => Promise<unknown>): Promise<void> {
  // Lock names have at most 64 characters.
  const lock = name.slice(0, 64)
  const [rows] = await connection.query<RowDataPacket[]>({
    sql: 'select get_lock(?, ?) as had',
    values: [lock, MIGRATIONS_LIMIT_S],
    timeout: (MIGRATIONS_LIMIT_S + 10) * 1_000,
  })
  if (rows[0]?.had !== 1) throw new StartupError(`Another process has held the ${name} for too long.`)
  await work()
}
