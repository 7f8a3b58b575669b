import type { MigrationObject } from '@mikro-orm/core'
import type { Migrator } from '@mikro-orm/migrations'
import { StartupError } from '../errors/startupError.ts'

/**
 * Rejects a database with migrations that this service does not have. Two services on one database would publish each
 * other's outbox, and tables of a newer version may differ from those of this one.
 * @param name the database in the error message.
 * @throws StartupError
 */
export async function assertOwnDatabase(
  migrator: Pick<Migrator, 'getExecuted'>,
  migrations: readonly MigrationObject[],
  name: string,
): Promise<void> {
  const known = new Set(migrations.map(migration => migration.name))
  const executed = await migrator.getExecuted()
  const unknown = executed.find(migration => !known.has(migration.name))
  if (!unknown) return
  throw new StartupError(
    `The database ${name} was made by another service or a newer version of this one (migration ${unknown.name} is ` +
      'unknown here). Set DATABASE_URL to a database of this service alone.',
  )
}
