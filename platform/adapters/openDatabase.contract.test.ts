import { createTestDatabase, type TestDatabase, testDialects } from '@atelier/testkit/servers/testDatabase.ts'
import { defineEntity, type InferEntity, p } from '@mikro-orm/core'
import { Migration } from '@mikro-orm/migrations'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Database, DatabaseDefinition } from '../database/database.ts'
import { StartupError } from '../errors/startupError.ts'
import { createLogger } from '../log/logger.ts'
import { openDatabase } from './openDatabase.ts'

const Note = defineEntity({
  name: 'Note',
  tableName: 'notes',
  properties: {
    id: p.string().length(36).primary(),
    text: p.text(),
    label: p.string().length(20).strictNullable(),
    bytes: p.blob().strictNullable(),
    data: p.json<unknown>().strictNullable(),
    at: p.datetime(3).strictNullable(),
  },
})

type Note = InferEntity<typeof Note>

class CreateOnSqlite extends Migration {
  override up(): void {
    this.addSql(
      'create table notes (id text not null primary key, text text not null, label text, bytes blob, data json, at datetime)',
    )
  }
}

class CreateOnMysql extends Migration {
  override up(): void {
    this.addSql(
      `create table notes (id varchar(36) not null primary key, text mediumtext not null, label varchar(20),
       bytes longblob, data json, at datetime(3)) default character set utf8mb4 collate utf8mb4_0900_bin`,
    )
  }
}

const definition: DatabaseDefinition = {
  entities: [Note],
  migrations: {
    sqlite: [{ name: '001', class: CreateOnSqlite }],
    mysql: [{ name: '001', class: CreateOnMysql }],
  },
}
const log = createLogger({ name: 'test', level: 'silent' })
const { dialects, note } = await testDialects()

describe.each(dialects)(`a database on %s${note}`, dialect => {
  let place: TestDatabase
  let database: Database
  let ids = 0

  beforeAll(async () => {
    place = await createTestDatabase(dialect)
    database = await openDatabase(definition, { url: place.url, log })
  })
  afterAll(async () => {
    await database.close()
    await place.remove()
  })

  const blank = { text: '', label: null, bytes: null, data: null, at: null }
  const write = async (given: Partial<Omit<Note, 'id'>>) => {
    const id = `note ${++ids}`
    await database.fork().insert(Note, { ...blank, ...given, id })
    return id
  }
  const read = (id: string) => database.fork().findOneOrFail(Note, { id })

  it.each([
    "O'Hara",
    'a ? b ?? c',
    'back\\slash',
    'a\0b',
    "\0'; drop table notes; --",
    '🦋 é',
    '\r\n\t',
    'a:b "c" `d` %',
  ])('keeps and finds the text %j', async text => {
    await write({ text })
    const found = await database.fork().find(Note, { text })
    expect(found.map(row => row.text)).toEqual([text])
  })

  it('tells texts apart that differ in case, accents or spaces at their end', async () => {
    for (const label of ['zoe', 'Zoe', 'zoé', 'zoe ']) await write({ label })
    expect(await database.fork().count(Note, { label: 'zoe' })).toBe(1)
  })

  it('sorts texts by their code points', async () => {
    for (const label of ['s:b', 's:B', 's:é', 's:🦋', 's:a', 's:\uffee']) await write({ label })
    const rows = await database.fork().find(Note, { label: { $like: 's:%' } }, { orderBy: { label: 'asc' } })
    expect(rows.map(row => row.label)).toEqual(['s:B', 's:a', 's:b', 's:é', 's:\uffee', 's:🦋'])
  })

  it('keeps a point in time to the millisecond, whatever the time zone of the process', async () => {
    const at = new Date('2026-03-29T01:30:00.123Z')
    const id = await write({ at })
    expect((await read(id)).at).toEqual(at)
    expect(await database.fork().count(Note, { at: { $gte: at, $lte: at } })).toBe(1)
  })

  it('keeps long texts and bytes, and structured data, as they are', async () => {
    const text = '🦋'.repeat(50_000)
    const bytes = Buffer.alloc(1_000_000, Buffer.from([0, 39, 92, 255]))
    const data = { "it's": ['\\', '"', 1.5, null, { deep: true }], empty: '' }
    const row = await read(await write({ text, bytes, data }))
    expect(row.text === text).toBe(true)
    expect(Buffer.compare(Buffer.from(row.bytes ?? []), bytes)).toBe(0)
    expect(row.data).toEqual(data)
  })

  it('is opened by several at once, and migrated once', async () => {
    const fresh = await createTestDatabase(dialect)
    try {
      // Files are opened by one process alone.
      const opened = await Promise.all(
        Array.from({ length: dialect === 'MySQL' ? 4 : 1 }, () => openDatabase(definition, { url: fresh.url, log })),
      )
      expect(await opened[0]?.fork().count(Note)).toBe(0)
      await Promise.all(opened.map(one => one.close()))
      const again = await openDatabase(definition, { url: fresh.url, log })
      await again.close()
    } finally {
      await fresh.remove()
    }
  })

  it('is refused when another service made it, and left as it was', async () => {
    class Other extends Migration {
      override up(): void {
        this.addSql('create table others (id integer)')
      }
    }
    const others = [{ name: '001-others', class: Other }]
    const other = { ...definition, migrations: { sqlite: others, mysql: others } }
    const opening = openDatabase(other, { url: place.url, log })
    await expect(opening).rejects.toThrow(StartupError)
    await expect(opening).rejects.toThrow(/made by another service.*migration 001 is unknown here.*DATABASE_URL/)
    expect((await database.orm.migrator.getExecuted()).map(({ name }) => name)).toEqual(['001'])
  })

  it('answers when it is asked whether it is there', async () => {
    await expect(database.ping()).resolves.toBeUndefined()
  })
})
