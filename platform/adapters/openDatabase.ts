import type { Database, DatabaseDefinition, DatabaseOptions } from '../database/database.ts'

/**
 * Opens a database and runs its migrations; waits for an unavailable server, up to a limit.
 * @throws StartupError when the server is unreachable or denies access, or the database belongs to another service.
 */
export async function openDatabase(definition: DatabaseDefinition, options: DatabaseOptions): Promise<Database> {
  if (options.url.startsWith('mysql:')) {
    const { openMysql } = await import('../database/mysql/openMysql.ts')
    return openMysql(definition, options)
  }
  const { openSqlite } = await import('../database/sqlite/openSqlite.ts')
  return openSqlite(definition, options)
}
