import { setImmediate as turn } from 'node:timers/promises'
import { createTestDatabase, type TestDatabase } from '@atelier/testkit/servers/testDatabase.ts'
import { defineEntity, p } from '@mikro-orm/core'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openDatabase } from '../../adapters/openDatabase.ts'
import { storageFault } from '../../errors/storageFault.ts'
import { createLogger } from '../../log/logger.ts'
import type { Database } from '../database.ts'
import { transaction } from '../transaction.ts'

const Note = defineEntity({
  name: 'Note',
  tableName: 'notes',
  properties: { id: p.string().length(36).primary(), text: p.text() },
})
const definition = { entities: [Note], migrations: { sqlite: [], mysql: [] } }
const log = createLogger({ name: 'test', level: 'silent' })

/** More than a file may grow by when it is full. */
const LONG = 'x'.repeat(1_000_000)

let place: TestDatabase
let database: Database
beforeEach(async () => {
  place = await createTestDatabase('SQLite')
  database = await open()
  await database.orm.schema.create()
  await database.fork().insert(Note, { id: 'first', text: '' })
})
afterEach(async () => {
  await database.close()
  await place.remove()
})

const open = (lockMs = 60_000) => openDatabase(definition, { url: place.url, log, limits: { lockMs } })

const ids = async (of = database) => (await of.fork().find(Note, {}, { orderBy: { id: 'asc' } })).map(({ id }) => id)

/** Nothing more is written into the file than stands there. */
const fill = async () => {
  const [{ page_count }] = await database.fork().execute<[{ page_count: number }]>('pragma page_count')
  await database.fork().execute(`pragma max_page_count = ${page_count}`)
}
const makeRoom = () => database.fork().execute('pragma max_page_count = 100000')

const add = (id: string, text = '') =>
  transaction(database, async em => {
    em.create(Note, { id, text })
  })

describe('a SQLite file that is full', () => {
  beforeEach(fill)

  it('fails what is written, is read meanwhile, and takes more when there is room', async () => {
    const failed = await add('second', LONG).catch(error => error)
    expect(storageFault(failed)).toBe('full')
    expect(
      storageFault(
        await database
          .fork()
          .insert(Note, { id: 'second', text: LONG })
          .catch(error => error),
      ),
    ).toBe('full')
    expect(await ids()).toEqual(['first'])
    expect(await database.ping()).toMatch(/^full, nothing is saved: .*full/)
    await makeRoom()
    await add('second', LONG)
    expect(await ids()).toEqual(['first', 'second'])
  })

  it('keeps nothing of a transaction that goes on after it was rolled back', async () => {
    const failed = await transaction(database, async em => {
      await em.insert(Note, { id: 'before', text: '' })
      await em.insert(Note, { id: 'too long', text: LONG }).catch(() => undefined)
      await em.insert(Note, { id: 'after', text: '' })
    }).catch(error => error)
    expect(storageFault(failed)).toBe('full')
    expect(await ids()).toEqual(['first'])
  })

  it('fails many at once, and none for ever', async () => {
    const outcomes = await Promise.allSettled(Array.from({ length: 20 }, (_, i) => add(`note ${i}`, LONG)))
    expect(outcomes.map(({ status }) => status)).toEqual(outcomes.map(() => 'rejected'))
    expect(await ids()).toEqual(['first'])
  })

  it('can be closed', async () => {
    await add('second', LONG).catch(() => undefined)
    await expect(database.close()).resolves.toBeUndefined()
  })
})

it('a SQLite file that may be read only fails what is written, and is read', async () => {
  await database.fork().execute('pragma query_only = on')
  expect(storageFault(await add('second').catch(error => error))).toBe('readOnly')
  expect(await ids()).toEqual(['first'])
  await database.fork().execute('pragma query_only = off')
  await add('second')
  expect(await ids()).toEqual(['first', 'second'])
})

describe('a SQLite file that another process writes', () => {
  let other: Database
  beforeEach(async () => {
    other = await open()
  })
  afterEach(() => other.close())

  /** Another connection has the right to write until this is called. */
  async function hold(): Promise<() => Promise<void>> {
    const em = other.fork()
    await em.begin()
    await em.insert(Note, { id: 'of another', text: '' })
    return () => em.commit()
  }

  it('is waited for while the event loop goes on and others read', async () => {
    const release = await hold()
    let written = 0
    const writing = [
      add('a transaction'),
      database.fork().insert(Note, { id: 'a statement', text: '' }),
      database.fork().nativeUpdate(Note, { id: 'first' }, { text: 'changed' }),
    ].map(promise => promise.finally(() => written++))
    for (let turns = 0; turns < 1_000; turns++) await turn()
    expect(await ids()).toEqual(['first'])
    expect(written).toBe(0)
    await release()
    await Promise.all(writing)
    expect(await ids()).toEqual(['a statement', 'a transaction', 'first', 'of another'])
  })

  it('is given up after a while, in words, and goes on', async () => {
    const impatient = await open(30)
    const release = await hold()
    const writing = [
      transaction(impatient, em => em.insert(Note, { id: 'a transaction', text: '' })),
      impatient.fork().insert(Note, { id: 'a statement', text: '' }),
    ]
    for (const outcome of await Promise.allSettled(writing)) {
      const reason = outcome.status === 'rejected' ? outcome.reason : undefined
      expect(storageFault(reason)).toBe('locked')
      expect(String(reason)).toContain('was locked by another process for 30 ms')
    }
    expect(await ids(impatient)).toEqual(['first'])
    await release()
    await impatient.fork().insert(Note, { id: 'a statement', text: '' })
    await impatient.close()
  })

  it('is waited for at a start', async () => {
    const release = await hold()
    const opening = open()
    await turn()
    await release()
    await (await opening).close()
  })
})

it('transactions of one process take turns, and see nothing of one another', async () => {
  const seen: string[][] = []
  await Promise.all(
    Array.from({ length: 10 }, (_, i) =>
      transaction(database, async em => {
        await em.insert(Note, { id: `note ${i}`, text: '' })
        await turn()
        seen.push((await em.find(Note, {})).map(({ id }) => id))
      }),
    ),
  )
  expect(seen.map(found => found.length)).toEqual([2, 3, 4, 5, 6, 7, 8, 9, 10, 11])
})
