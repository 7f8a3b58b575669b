import { mkdir } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { EntitySchema, EventSubscriber, MigrationObject } from '@mikro-orm/core'
import { Migrator } from '@mikro-orm/migrations'
import { type EntityManager, MikroORM } from '@mikro-orm/sqlite'
import type { Logger } from '../log/logger.ts'

export type { EntityManager } from '@mikro-orm/sqlite'

/** A service's own database, migrated and ready. */
export interface Database {
  /** A fresh entity manager with an identity map of its own; one for each request or piece of work. */
  fork(): EntityManager
  /** Whether it answers; for readiness. */
  ping(): Promise<void>
  /** The MikroORM instance, for tools and tests of the schema itself. */
  readonly orm: MikroORM
  close(): Promise<void>
}

/** What a service's database holds and how it came to hold it. */
export interface DatabaseDefinition {
  entities: readonly EntitySchema[]
  /** In the order in which they run. */
  migrations: { sqlite: readonly MigrationObject[] }
}

/**
 * Opens a database and brings its schema up to date.
 * @param options.url `sqlite:path/to/file.sqlite`, or `sqlite::memory:`.
 * @param options.onQuery hears each statement; tests count them.
 */
export async function openDatabase(
  definition: DatabaseDefinition,
  options: { url: string; log: Logger; subscribers?: EventSubscriber[]; onQuery?: (sql: string) => void },
): Promise<Database> {
  const file = options.url.slice('sqlite:'.length)
  if (file !== ':memory:') await mkdir(dirname(file), { recursive: true })
  const { onQuery } = options
  const orm = await MikroORM.init({
    dbName: file,
    entities: [...definition.entities],
    extensions: [Migrator],
    migrations: { migrationsList: [...definition.migrations.sqlite], snapshot: false, allOrNothing: true },
    subscribers: options.subscribers ?? [],
    forceUtcTimezone: true,
    debug: onQuery ? ['query'] : false,
    logger: onQuery ?? (message => options.log.debug(message)),
    colors: false,
  })
  takeNulCharacters(orm)
  try {
    if (file !== ':memory:') await orm.em.getConnection().execute('pragma journal_mode = wal')
    await orm.em.getConnection().execute('pragma busy_timeout = 5000')
    await orm.em.getConnection().execute('pragma foreign_keys = on')
    await orm.migrator.up()
  } catch (error) {
    await orm.close(true)
    throw error
  }
  return {
    orm,
    fork: () => orm.em.fork(),
    async ping() {
      await orm.em.getConnection().execute('select 1')
    },
    close: () => orm.close(true),
  }
}

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
