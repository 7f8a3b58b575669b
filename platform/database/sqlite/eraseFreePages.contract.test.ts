import { readFile, statfs } from 'node:fs/promises'
import { createTestDatabase, type TestDatabase } from '@atelier/testkit/servers/testDatabase.ts'
import { captureLog } from '@atelier/testkit/support/capturedLog.ts'
import { defineEntity, p } from '@mikro-orm/core'
import { Migration } from '@mikro-orm/migrations'
import { defineConfig, MikroORM } from '@mikro-orm/sqlite'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { openDatabase } from '../../adapters/openDatabase.ts'
import type { DatabaseDefinition, DatabaseLimits } from '../database.ts'

const Note = defineEntity({
  name: 'Note',
  tableName: 'notes',
  properties: { id: p.integer().primary(), text: p.text() },
})

class CreateNotes extends Migration {
  override up(): void {
    this.addSql('create table if not exists notes (id integer primary key, text text not null)')
  }
}

const definition: DatabaseDefinition = {
  entities: [Note],
  migrations: { sqlite: [{ name: '001', class: CreateNotes }], mysql: [] },
}

const DELETED = 'zebulon-the-deleted'
const KEPT = 'ada-the-kept'

let place: TestDatabase
let file: string
const log = captureLog()
beforeEach(async () => {
  place = await createTestDatabase('SQLite')
  file = place.url.slice('sqlite:'.length)
  log.clear()
})
afterEach(() => place.remove())

/** Fills a file as it was before deleted rows were overwritten. */
async function fillOldFile(): Promise<void> {
  const orm = await MikroORM.init(defineConfig({ dbName: file, entities: [Note] }))
  const run = (sql: string) => orm.em.getConnection().execute(sql)
  await run('pragma journal_mode = wal')
  await run('pragma secure_delete = off')
  await run('create table notes (id integer primary key, text text not null)')
  // Over pages that become free, and in ones that others stay in.
  for (let id = 0; id < 50; id++) {
    const text = id % 5 === 0 ? KEPT : DELETED
    await run(`insert into notes (id, text) values (${id}, '${text.repeat(id < 25 ? 5 : 500)}')`)
  }
  await run(`delete from notes where text like '${DELETED}%'`)
  await orm.close(true)
}

/** Which of the texts stand in the file or in its write-ahead log. */
async function found(): Promise<string[]> {
  const parts = await Promise.all([file, `${file}-wal`].map(path => readFile(path).catch(() => Buffer.alloc(0))))
  return [DELETED, KEPT].filter(text => parts.some(part => part.includes(text)))
}

/** Opens the file and looks before it is closed. @returns what stands in it, and how often it was written anew. */
async function lookAtOpen(limits: DatabaseLimits = {}) {
  let vacuums = 0
  const onQuery = (sql: string) => {
    if (/\bvacuum\b/i.test(sql)) vacuums++
  }
  const database = await openDatabase(definition, { url: place.url, log: log.logger, limits, onQuery })
  try {
    const [version] = await database.fork().execute<{ user_version: number }[]>('pragma user_version')
    const [rows] = await database.fork().execute<{ n: number }[]>('select count(*) as n from notes')
    return { found: await found(), vacuums, version: version?.user_version, rows: rows?.n }
  } finally {
    await database.close()
  }
}

it('a file from before deleted rows were overwritten is written anew at its first opening, and only then', async () => {
  await fillOldFile()
  expect(await found()).toEqual([DELETED, KEPT])
  expect(await lookAtOpen()).toEqual({ found: [KEPT], vacuums: 1, version: 1, rows: 10 })
  expect(await found()).toEqual([KEPT])
  expect(await lookAtOpen()).toEqual({ found: [KEPT], vacuums: 0, version: 1, rows: 10 })
})

it('a new file is marked without being written anew', async () => {
  expect(await lookAtOpen()).toEqual({ found: [], vacuums: 0, version: 1, rows: 0 })
  expect(await lookAtOpen()).toEqual({ found: [], vacuums: 0, version: 1, rows: 0 })
})

it('a disk with too little room is told of, and it is tried again at the next start', async () => {
  await fillOldFile()
  const { blocks, bsize } = await statfs(file)
  expect(await lookAtOpen({ minFreeBytes: blocks * bsize })).toMatchObject({ vacuums: 0, version: 0, rows: 10 })
  expect(log.lines.map(({ msg }) => msg)).toEqual(['erasing deleted rows failed, retrying at the next start'])
  expect(await lookAtOpen()).toEqual({ found: [KEPT], vacuums: 1, version: 1, rows: 10 })
})
