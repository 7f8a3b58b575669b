import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createConnection } from 'mysql2/promise'
import { realService } from './realServices.ts'

/** A temporary empty database. */
export interface TestDatabase {
  url: string
  /** Folder of its files, if any. */
  folder?: string
  /** Drops it. */
  remove(): Promise<void>
}

/** Supported databases. */
export type Dialect = 'SQLite' | 'MySQL'

/** The dialect on which whole services are tested: MySQL where the run sets `STACK=real`, as vitest.config.ts does. */
export const stackDialect = (env: NodeJS.ProcessEnv = process.env): Dialect =>
  env.STACK === 'real' ? 'MySQL' : 'SQLite'

/** Dialects of the database's own suites here; `note` is appended to such a suite's name. */
export async function testDialects(): Promise<{ dialects: Dialect[]; note: string }> {
  const { available, note } = await realService('mysql')
  return { dialects: available ? ['SQLite', 'MySQL'] : ['SQLite'], note }
}

export async function createTestDatabase(dialect: Dialect = stackDialect()): Promise<TestDatabase> {
  return dialect === 'MySQL' ? createMysqlDatabase() : createSqliteFile()
}

async function createSqliteFile(): Promise<TestDatabase> {
  const folder = await mkdtemp(join(tmpdir(), 'atelier-database-'))
  return {
    url: `sqlite:${join(folder, 'test.sqlite')}`,
    folder,
    remove: () => rm(folder, { recursive: true, force: true }),
  }
}

async function createMysqlDatabase(): Promise<TestDatabase> {
  const { url: server } = await realService('mysql')
  const name = `test_${randomBytes(8).toString('hex')}`
  await onServer(server, `create database \`${name}\``)
  return {
    url: `${server}/${name}`,
    remove: () => onServer(server, `drop database if exists \`${name}\``),
  }
}

async function onServer(url: string, statement: string): Promise<void> {
  const connection = await createConnection(url)
  try {
    await connection.query(statement)
  } finally {
    await connection.end()
  }
}
