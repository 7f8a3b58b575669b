import { defineEntity, p } from '@mikro-orm/core'
import { Migration } from '@mikro-orm/migrations'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createLogger } from '../log/logger.ts'
import { type Database, openDatabase } from './openDatabase.ts'

const Note = defineEntity({ name: 'Note', properties: { id: p.integer().primary(), text: p.text() } })

class CreateNotes extends Migration {
  override up(): void {
    this.addSql('create table `note` (`id` integer not null primary key autoincrement, `text` text not null)')
  }
}

let database: Database
beforeAll(async () => {
  database = await openDatabase(
    { entities: [Note], migrations: { sqlite: [{ name: '001', class: CreateNotes }] } },
    { url: 'sqlite::memory:', log: createLogger({ name: 'test', level: 'silent' }) },
  )
})
afterAll(() => database.close())

describe('a database', () => {
  it.each(["O'Hara", 'a ? b ?? c', 'back\\slash', 'a\0b', "\0'; drop table note; --", '🦋 é', '\r\n\t'])(
    'keeps and finds the text %j',
    async text => {
      const em = database.fork()
      em.persist(em.create(Note, { text }))
      await em.flush()
      const found = await database.fork().find(Note, { text })
      expect(found.map(note => note.text)).toEqual([text])
    },
  )
})
