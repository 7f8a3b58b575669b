import { randomBytes } from 'node:crypto'
import { environmentFor } from '@atelier/devservers/contract/addresses.ts'
import type { DevServersSettings } from '@atelier/devservers/contract/settings.ts'
import { createMysql } from '@atelier/devservers/servers/mysql/mysql.ts'
import { type OwnServer, openOwnServer, ownServer } from '@atelier/testkit/servers/ownServer.ts'
import { mountSmallDisk, type SmallDisk } from '@atelier/testkit/support/smallDisk.ts'
import { defineEntity, p } from '@mikro-orm/core'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { openDatabase } from '../../adapters/openDatabase.ts'
import { storageFault } from '../../errors/storageFault.ts'
import { createLogger } from '../../log/logger.ts'
import type { Database } from '../database.ts'
import { transaction } from '../transaction.ts'

const Note = defineEntity({
  name: 'Note',
  tableName: 'notes',
  properties: { id: p.integer().primary(), text: p.text().columnType('longtext') },
})

/** The server's own files take some 150. */
const DISK_MB = 320
const TEXT_BYTES = 200_000

const mysql = await ownServer(createMysql)
const disk = mysql.available ? await mountSmallDisk(1) : undefined
await disk?.remove()

describe.runIf(disk)(`MySQL on a disk that fills up${mysql.note}`, () => {
  let small: SmallDisk
  let server: OwnServer
  let database: Database
  let count = 0
  beforeAll(async () => {
    small = (await mountSmallDisk(DISK_MB)) as SmallDisk
    let settings: DevServersSettings | undefined
    vi.stubEnv('TMPDIR', small.folder)
    server = await openOwnServer(given => {
      settings = given
      return createMysql(given)
    })
    vi.unstubAllEnvs()
    const url = environmentFor('users', settings as DevServersSettings).DATABASE_URL
    const log = createLogger({ name: 'test', level: 'silent' })
    database = await openDatabase({ entities: [Note], migrations: { sqlite: [], mysql: [] } }, { url, log })
    await database.orm.schema.create()
  }, 120_000)
  afterAll(async () => {
    await database?.close()
    await server?.close()
    await small?.remove()
  })

  const write = () =>
    transaction(database, async em => {
      count += 1
      em.create(Note, { id: count, text: randomBytes(TEXT_BYTES / 2).toString('hex') })
    })

  /** Writes until it fails, as the server has some room of its own. @returns why it fails. */
  async function writeUntilFull(): Promise<unknown> {
    for (let n = 0; n < 1_000; n++) {
      try {
        await write()
      } catch (error) {
        return error
      }
    }
    throw new Error('The disk did not fill up.')
  }

  it('refuses what is written, answers what is read, and goes on when there is room', {
    timeout: 120_000,
  }, async () => {
    for (let times = 0; times < 2; times++) {
      await write()
      const kept = await database.fork().count(Note)
      await small.fill()
      const written = count
      expect(storageFault(await writeUntilFull())).toBe('full')
      expect(storageFault(await write().catch(error => error))).toBe('full')
      // What was acknowledged is there, and nothing else.
      expect(await database.fork().count(Note)).toBe(kept + (count - written - 2))
      await small.free()
      await write()
      expect(await database.fork().count(Note)).toBe(kept + (count - written - 2))
    }
  })
})
