import { mkdir } from 'node:fs/promises'
import { dirname } from 'node:path'
import { Migrator } from '@mikro-orm/migrations'
import { MikroORM } from '@mikro-orm/sqlite'
import { StartupFault } from '../../errors/startupFault.ts'
import { ormOptions, toDatabase } from '../database.ts'
import type { Database, DatabaseDefinition, DatabaseOptions } from '../openDatabase.ts'
import { refuseForeign } from '../refuseForeign.ts'

/** Opens a SQLite file, which is made where there is none, or a database in memory. */
export async function openSqlite(definition: DatabaseDefinition, options: DatabaseOptions): Promise<Database> {
  const file = options.url.slice('sqlite:'.length)
  if (file !== ':memory:') await mkdir(dirname(file), { recursive: true })
  const orm = await MikroORM.init({
    ...ormOptions(definition, options),
    dbName: file,
    extensions: [Migrator],
    migrations: { migrationsList: [...definition.migrations.sqlite], snapshot: false, allOrNothing: true },
  })
  takeNulCharacters(orm)
  try {
    if (file !== ':memory:') await orm.em.getConnection().execute('pragma journal_mode = wal')
    await orm.em.getConnection().execute('pragma busy_timeout = 5000')
    await orm.em.getConnection().execute('pragma foreign_keys = on')
    await refuseForeign(orm.migrator, definition.migrations.sqlite, file)
    await orm.migrator.up()
  } catch (error) {
    await orm.close(true)
    if (!isDamaged(error)) throw error
    throw new StartupFault(
      `${file} is no SQLite database, or a damaged one. Put a backup in its place, or move it away.`,
    )
  }
  return toDatabase(orm)
}

/** Whether SQLite cannot read the file (https://sqlite.org/rescode.html: SQLITE_NOTADB, SQLITE_CORRUPT). */
const isDamaged = (error: unknown) =>
  error instanceof Error && /file is not a database|disk image is malformed/.test(error.message)

/**
 * MikroORM writes values into the statement itself, and SQLite reads a statement only as far as its first NUL
 * character. A text that has one is therefore written as its bytes.
 */
function takeNulCharacters(orm: MikroORM): void {
  const platform = orm.em.getPlatform()
  const written = platform.escape.bind(platform)
  platform.escape = (value: unknown) =>
    typeof value === 'string' && value.includes('\0')
      ? `cast(X'${Buffer.from(value).toString('hex')}' as text)`
      : written(value)
}
