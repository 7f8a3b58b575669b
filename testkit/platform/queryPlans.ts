import { openDatabase } from '@atelier/platform/adapters/openDatabase.ts'
import type { Database, DatabaseDefinition, EntityManager } from '@atelier/platform/database/database.ts'
import { createLogger } from '@atelier/platform/log/logger.ts'
import { createTestDatabase, type Dialect } from '../servers/testDatabase.ts'

/** What a database would do for a statement where it would read most of a table. */
export interface FullScan {
  table: string
  statement: string
}

/** The statements of some work, with their values. */
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

/** Where the database reads most of a table for one of these statements, which begin with what they do. */
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

/** A database with so many rows that it matters how they are found. */
export interface FilledDatabase {
  database: Database
  close(): Promise<void>
}

/** Opens a new database and fills it; the numbers by which the database chooses its ways are up to date then. */
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

/** An index that is read as far as a limit is none; one that is read to its end is as bad as the table. */
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

/** Rows that are more than a page and what it takes to find it. */
const ONLY_FEW = 300
