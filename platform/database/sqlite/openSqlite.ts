import { mkdir } from 'node:fs/promises'
import { dirname } from 'node:path'
import { Migrator } from '@mikro-orm/migrations'
import { MikroORM } from '@mikro-orm/sql'
import { watchFreeSpace } from '../../disk/freeSpace.ts'
import { assertOwnDatabase } from '../assertOwnDatabase.ts'
import type { Database, DatabaseDefinition, DatabaseOptions } from '../database.ts'
import { ormOptions, toDatabase } from '../ormDatabase.ts'
import { createRecentFaults } from '../recentFaults.ts'
import { renameMigrations } from '../renameMigrations.ts'
import { eraseFreePages } from './eraseFreePages.ts'
import { createLogErasing, type LogErasing } from './logErasing.ts'
import { SharedFileDriver } from './sharedFileDriver.ts'
import type { SqliteFileOptions } from './sqliteFile.ts'
import { startupErrorOf } from './startupErrorOf.ts'

/** A little less than the gateway's timeout for a subgraph, so that clients see this error and not that one. */
const DEFAULT_LOCK_MS = 9_000

/**
 * Opens a SQLite file, created when missing, or an in-memory database.
 * @throws StartupError when the file cannot be used or belongs to another service.
 */
export async function openSqlite(definition: DatabaseDefinition, options: DatabaseOptions): Promise<Database> {
  const file = options.url.slice('sqlite:'.length)
  const isFile = file !== ':memory:'
  const faults = createRecentFaults()
  let erasing: LogErasing | undefined
  const share: SqliteFileOptions = {
    name: file,
    lockMs: options.limits?.lockMs ?? DEFAULT_LOCK_MS,
    onError: faults.saw,
    onChange: () => erasing?.changed(),
  }
  const orm = await opening(file, () => open(definition, options, share))
  if (isFile) {
    erasing = createLogErasing(() => emptyLog(orm), options.log)
    erasing.changed()
  }
  return toDatabase(orm, {
    faults,
    ...(isFile && { room: watchFreeSpace(dirname(file), options.limits?.minFreeBytes) }),
    async close() {
      erasing?.stop()
      await orm.close(true)
    },
  })
}

async function open(definition: DatabaseDefinition, options: DatabaseOptions, share: SqliteFileOptions) {
  const isFile = share.name !== ':memory:'
  if (isFile) await mkdir(dirname(share.name), { recursive: true })
  const orm = await MikroORM.init({
    ...ormOptions(definition, options),
    driver: SharedFileDriver,
    driverOptions: { share },
    dbName: share.name,
    extensions: [Migrator],
    migrations: { migrationsList: [...definition.migrations.sqlite], snapshot: false, allOrNothing: true },
  })
  takeNulCharacters(orm)
  try {
    const connection = orm.em.getConnection()
    const isNew = await isEmpty(orm)
    if (isFile) await connection.execute('pragma journal_mode = wal')
    // Deleted rows are overwritten with zeros.
    await connection.execute('pragma secure_delete = on')
    await connection.execute('pragma foreign_keys = on')
    await renameMigrations(orm, definition.formerNames)
    await assertOwnDatabase(orm.migrator, definition.migrations.sqlite, share.name)
    await orm.migrator.up()
    if (isFile) {
      const execute = <Row>(sql: string) => connection.execute<Row[]>(sql)
      const { log, limits } = options
      await eraseFreePages({ file: share.name, execute, minFreeBytes: limits?.minFreeBytes, log }, isNew)
    }
    return orm
  } catch (error) {
    await orm.close(true)
    throw error
  }
}

async function opening<T>(file: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    throw startupErrorOf(file, error) ?? error
  }
}

/** @returns whether the file is new. */
async function isEmpty(orm: MikroORM): Promise<boolean> {
  const [size] = await orm.em.getConnection().execute<{ page_count: number }[]>('pragma page_count')
  return size?.page_count === 0
}

/** @returns whether the log is empty now; never while another process reads. */
async function emptyLog(orm: MikroORM): Promise<boolean> {
  const [outcome] = await orm.em.getConnection().execute<{ busy: number }[]>('pragma wal_checkpoint(truncate)')
  return outcome?.busy === 0
}

/**
 * MikroORM inlines values into statements, and SQLite parses a statement only up to its first NUL character, so a text
 * with one is written as its bytes.
 */
function takeNulCharacters(orm: MikroORM): void {
  const platform = orm.em.getPlatform()
  const written = platform.escape.bind(platform)
  platform.escape = (value: unknown) =>
    typeof value === 'string' && value.includes('\0')
      ? `cast(X'${Buffer.from(value).toString('hex')}' as text)`
      : written(value)
}
