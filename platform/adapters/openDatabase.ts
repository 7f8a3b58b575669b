import type { Database, DatabaseDefinition, DatabaseOptions } from '../database/database.ts'

/**
 * Opens a database and brings its schema up to date. A server that is away is waited for, up to a limit.
 * @throws StartupError when the server cannot be reached, lets nobody in, or the database is another service's.
 */
export async function openDatabase(definition: DatabaseDefinition, options: DatabaseOptions): Promise<Database> {
  if (options.url.startsWith('mysql:')) {
    const { openMysql } = await import('../database/mysql/openMysql.ts')
    return openMysql(definition, options)
  }
  const { openSqlite } = await import('../database/sqlite/openSqlite.ts')
  return openSqlite(definition, options)
}
