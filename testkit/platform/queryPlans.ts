import { openDatabase } from '@atelier/platform/adapters/openDatabase.ts'
import type { Database, DatabaseDefinition, EntityManager } from '@atelier/platform/database/database.ts'
import { createLogger } from '@atelier/platform/log/logger.ts'
import { createTestDatabase, type Dialect } from '../servers/testDatabase.ts'

/** A statement that reads most of a table. */
export interface FullScan {
  table: string
  statement: string
}

/** SQL statements of some work, with their values. */
export async function statementsOf(database: Database, work: () => Promise<unknown>): Promise<string[]> {
  const { config, em } = database.orm
  const statements: string[] = []
  config.set('onQuery', (sql, values) => {
    statements.push(em.getPlatform().formatQuery(sql, values))
    return sql
  })
  try {
    await work()
  } finally {
    config.set('onQuery', sql => sql)
  }
  return statements
}

/** Full table scans of these statements. */
export async function fullScansOf(database: Database, statements: readonly string[]): Promise<FullScan[]> {
  const isMysql = database.orm.em.getPlatform().getDefaultCharset() === 'utf8mb4'
  const found: FullScan[] = []
  for (const statement of statements) {
    if (!/^\s*(select|update|delete)\b/i.test(statement)) continue
    const tables = isMysql ? await mysqlScans(database, statement) : await sqliteScans(database, statement)
    found.push(...tables.map(table => ({ table, statement })))
  }
  return found
}

/** A database with enough rows for query plans to matter. */
export interface FilledDatabase {
  database: Database
  close(): Promise<void>
}

/** Opens a new database and fills it, with up-to-date statistics for its query planner. */
export async function openFilled(
  definition: DatabaseDefinition,
  dialect: Dialect,
  fill: (em: EntityManager) => Promise<unknown>,
): Promise<FilledDatabase> {
  const { url, remove } = await createTestDatabase(dialect)
  const database = await openDatabase(definition, { url, log: createLogger({ name: 'test', level: 'silent' }) })
  await fill(database.fork())
  for (const { tableName } of database.orm.getMetadata().getAll().values()) {
    await database.fork().execute(`analyze ${dialect === 'MySQL' ? 'table ' : ''}${tableName}`)
  }
  return {
    database,
    async close() {
      await database.close()
      await remove()
    },
  }
}

/** An index scan up to a limit does not count; a full index scan is as bad as one of the table. */
async function mysqlScans(database: Database, statement: string): Promise<string[]> {
  const steps = await database
    .fork()
    .execute<{ table: string | null; type: string | null; rows: number | null }[]>(
      `explain format=traditional ${statement}`,
    )
  const scans: string[] = []
  for (const { table, type, rows } of steps) {
    if (!table || table.startsWith('<') || (type !== 'ALL' && type !== 'index')) continue
    if (Number(rows) > ONLY_FEW) scans.push(table)
  }
  return scans
}

async function sqliteScans(database: Database, statement: string): Promise<string[]> {
  const steps = await database.fork().execute<{ detail: string }[]>(`explain query plan ${statement}`)
  const isPartOfQuery = (name: string) => new RegExp(`\\) as \`?${name}\\b`).test(statement)
  return steps.flatMap(({ detail }) => /^SCAN (\w+)$/.exec(detail)?.[1] ?? []).filter(name => !isPartOfQuery(name))
}

/** More rows than a page and the search for it. */
const ONLY_FEW = 300
