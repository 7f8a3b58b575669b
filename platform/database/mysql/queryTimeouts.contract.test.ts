import { setTimeout as delay } from 'node:timers/promises'
import { realService } from '@atelier/testkit/servers/realServices.ts'
import { createTestDatabase, type TestDatabase } from '@atelier/testkit/servers/testDatabase.ts'
import { openTcpProxy, type TcpProxy } from '@atelier/testkit/support/tcpProxy.ts'
import { waitUntil } from '@atelier/testkit/support/waitUntil.ts'
import { defineEntity, p } from '@mikro-orm/core'
import { Migration } from '@mikro-orm/migrations'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openDatabase } from '../../adapters/openDatabase.ts'
import { createLogger } from '../../log/logger.ts'
import type { Database } from '../database.ts'
import { transaction } from '../transaction.ts'

const Note = defineEntity({ name: 'Note', tableName: 'notes', properties: { id: p.string().length(36).primary() } })

class CreateNotes extends Migration {
  override up(): void {
    this.addSql('create table notes (id varchar(36) not null primary key)')
  }
}

class TakeLong extends Migration {
  override up(): void {
    this.addSql('do sleep(1)')
  }
}

const log = createLogger({ name: 'test', level: 'silent' })
const mysql = await realService('mysql')
const QUERY_MS = 800

describe.runIf(mysql.available)(`a MySQL that does not answer${mysql.note}`, () => {
  let place: TestDatabase
  let proxy: TcpProxy
  let database: Database

  beforeEach(async () => {
    place = await createTestDatabase('MySQL')
    const { hostname, port } = new URL(place.url)
    proxy = await openTcpProxy({ host: hostname, port: Number(port) })
  })
  afterEach(async () => {
    proxy.resume()
    await database.close()
    await proxy.close()
    await place.remove()
  })

  async function open({
    poolMax = 3,
    options = '',
    migrations = [CreateNotes],
    queryMs = QUERY_MS,
  } = {}): Promise<void> {
    const url = new URL(place.url)
    url.host = `127.0.0.1:${proxy.port}`
    url.search = options
    const limits = { poolMax, waitMs: 20_000, queryMs }
    const list = migrations.map((migration, index) => ({ name: `00${index}`, class: migration }))
    const definition = { entities: [Note], migrations: { sqlite: [], mysql: list } }
    database = await openDatabase(definition, { url: url.href, log, limits })
  }
  const connectionId = async () => {
    const [row] = await database.fork().execute<[{ id: number }]>('select connection_id() as id')
    return row.id
  }
  const count = () => database.fork().count(Note)

  it('has all the time it needs for migrations', async () => {
    await open({ migrations: [CreateNotes, TakeLong] })
    expect(await count()).toBe(0)
  })

  it.each([
    { way: 'in the clear', options: '' },
    { way: 'through TLS', options: '?ssl-mode=REQUIRED' },
  ])('fails a query asked $way, and its connection, whose late answer reaches nobody', async ({ options }) => {
    await open({ poolMax: 1, options })
    const id = await connectionId()
    proxy.stall()
    await expect(connectionId()).rejects.toThrow(`the database did not answer within ${QUERY_MS} ms`)
    proxy.resume()
    expect(await connectionId()).not.toBe(id)
  })

  it('fails a transaction, of which nothing is left', async () => {
    await open({ poolMax: 1 })
    const writing = transaction(database, async em => {
      await em.insert(Note, { id: 'a' })
      proxy.stall()
      await em.insert(Note, { id: 'b' })
    })
    await expect(writing).rejects.toThrow(`the database did not answer within ${QUERY_MS} ms`)
    proxy.resume()
    // The server rolls back when it hears that the connection is gone; until then it holds the row.
    await waitUntil(() => database.fork().insert(Note, { id: 'a' }))
    expect(await count()).toBe(1)
  })

  it('fails a commit, and lets others have the connection’s place', async () => {
    await open({ poolMax: 1 })
    const id = await connectionId()
    const writing = transaction(database, async em => {
      await em.insert(Note, { id: 'a' })
      proxy.stall()
    })
    // Whether it came through is not known.
    await expect(writing).rejects.toThrow('did not answer')
    proxy.resume()
    expect(await connectionId()).not.toBe(id)
  })

  it('is asked through a new connection when those in the pool are found dead', async () => {
    await open({ poolMax: 3 })
    await Promise.all([1, 2, 3].map(() => database.fork().execute('select sleep(0.1)')))
    // Connections in constant use are not asked whether they live.
    // Real time: the pool measures for how long a connection was not used.
    await delay(600)
    proxy.silence()
    expect(await count()).toBe(0)
  })

  it('keeps nobody waiting for a connection, and goes on when there is one again', async () => {
    await open({ poolMax: 1 })
    const { promise: held, resolve: release } = Promise.withResolvers<void>()
    const holding = transaction(database, () => held)
    await expect(count()).rejects.toThrow(`no database connection available within ${QUERY_MS} ms`)
    release()
    await holding
    expect(await count()).toBe(0)
  })

  it('keeps nobody waiting who needs a new connection', async () => {
    await open()
    proxy.stall()
    await expect(Promise.all([1, 2, 3].map(count))).rejects.toThrow('within')
  })

  it('ends reading that takes too long by itself, and keeps the connection', async () => {
    // The server ends it a tenth before this process gives it up, which must be time enough on a busy machine.
    await open({ poolMax: 1, queryMs: 8_000 })
    const id = await connectionId()
    const slow =
      "select count(*) from information_schema.collations a, information_schema.collations b, information_schema.collations c, information_schema.collations d where concat(a.id, b.id, c.id, d.id) = 'x'"
    await expect(database.fork().execute(slow)).rejects.toThrow('maximum statement execution time exceeded')
    expect(await connectionId()).toBe(id)
  })

  it('can be closed', async () => {
    await open()
    await count()
    proxy.stall()
    const asked = count()
    await Promise.all([database.close(), expect(asked).rejects.toThrow()])
  })
})
