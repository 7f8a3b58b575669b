import type { Database } from '../database/openDatabase.ts'

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

/** Brings the numbers up to date by which the database chooses its ways. */
export async function analyze(database: Database, tables: readonly string[]): Promise<void> {
  const isMysql = database.orm.em.getPlatform().getDefaultCharset() === 'utf8mb4'
  for (const table of tables) await database.fork().execute(`analyze ${isMysql ? 'table ' : ''}${table}`)
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
