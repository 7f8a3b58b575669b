import { realService } from '@atelier/testkit/servers/realServices.ts'
import { createTestDatabase, type TestDatabase } from '@atelier/testkit/servers/testDatabase.ts'
import { openTcpProxy, type TcpProxy } from '@atelier/testkit/support/tcpProxy.ts'
import { waitUntil } from '@atelier/testkit/support/waitUntil.ts'
import { defineEntity, p } from '@mikro-orm/core'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openDatabase } from '../../adapters/openDatabase.ts'
import { StartupError } from '../../errors/startupError.ts'
import { createLogger } from '../../log/logger.ts'
import type { Database } from '../database.ts'

const Note = defineEntity({ name: 'Note', tableName: 'notes', properties: { id: p.string().length(36).primary() } })
const definition = { entities: [Note], migrations: { sqlite: [], mysql: [] } }
const log = createLogger({ name: 'test', level: 'silent' })
const mysql = await realService('mysql')

/** Where nobody listens. */
const NOWHERE = 'mysql://ada:secret@127.0.0.1:1/notes'

describe('a start without a database server', () => {
  it('is given up after a while, in one line that shows no password', async () => {
    const opening = openDatabase(definition, { url: NOWHERE, log, limits: { poolMax: 1, waitMs: 50, queryMs: 10_000 } })
    await expect(opening).rejects.toThrow(
      new StartupError('The database mysql://127.0.0.1:1/notes was not reached within 0.05 s (ECONNREFUSED).'),
    )
  })
})

if (mysql.available) {
  describe('a database server that comes and goes', () => {
    let place: TestDatabase
    let proxy: TcpProxy
    let url: string
    let database: Database | undefined

    beforeEach(async () => {
      place = await createTestDatabase('MySQL')
      const { hostname, port } = new URL(place.url)
      proxy = await openTcpProxy({ host: hostname, port: Number(port) })
      const throughProxy = new URL(place.url)
      throughProxy.host = `127.0.0.1:${proxy.port}`
      url = throughProxy.href
    })
    afterEach(async () => {
      await database?.close()
      database = undefined
      await proxy.close()
      await place.remove()
    })

    const open = async () => {
      database = await openDatabase(definition, { url, log, limits: { poolMax: 3, waitMs: 20_000, queryMs: 10_000 } })
      return database
    }

    it('is waited for at the start', async () => {
      await proxy.stop()
      const opening = open()
      await proxy.start()
      await expect((await opening).ping()).resolves.toBeUndefined()
    })

    it('is not waited for when it lets nobody in', async () => {
      const refused = new URL(url)
      refused.password = 'wrong'
      await expect(openDatabase(definition, { url: refused.href, log })).rejects.toThrow(StartupError)
      refused.href = url
      refused.pathname = '/test_that_is_not_there'
      await expect(openDatabase(definition, { url: refused.href, log })).rejects.toThrow(/cannot be used: .*database/i)
    })

    it('is missed while it is away and found again when it is back', async () => {
      const opened = await open()
      await opened.orm.schema.create()
      await opened.ping()
      await proxy.stop()
      await expect(opened.ping()).rejects.toThrow()
      await expect(opened.fork().count(Note)).rejects.toThrow()
      await proxy.start()
      await expect(opened.ping()).resolves.toBeUndefined()
      expect(await opened.fork().count(Note)).toBe(0)
    })

    it('that falls silent is missed too', async () => {
      const opened = await open()
      await opened.ping()
      proxy.silence()
      await expect(opened.ping()).rejects.toThrow('did not answer within 2000 ms')
    }, 20_000)

    it('is asked again when a connection is lost under a read', async () => {
      const opened = await open()
      const slow = opened.fork().execute<{ answer: number }[]>('select sleep(0.3) as slept, 42 as answer')
      await untilAsked(place.url, 'sleep(0.3)')
      await proxy.stop()
      await proxy.start()
      expect(await slow).toMatchObject([{ answer: 42 }])
    })

    it('is never asked twice to write', async () => {
      const opened = await open()
      await opened.orm.schema.create()
      const slow = opened.fork().execute("insert into notes select 'a' where sleep(0.3) = 0")
      await untilAsked(place.url, 'insert into notes')
      await proxy.stop()
      await proxy.start()
      await expect(slow).rejects.toThrow()
    })
  })
}

/** Resolves when the server works on a statement that begins so. */
async function untilAsked(url: string, part: string): Promise<void> {
  const other = await openDatabase({ entities: [Note], migrations: { sqlite: [], mysql: [] } }, { url, log })
  try {
    await waitUntil(async () => {
      const running = await other.fork().execute<{ Info: string | null }[]>('show full processlist')
      expect(running.some(({ Info }) => Info?.includes(part) && !Info.includes('processlist'))).toBe(true)
    })
  } finally {
    await other.close()
  }
}
