import { createTestDatabase, testDialects } from '@atelier/testkit/servers/testDatabase.ts'
import { EntitySchema, type MigrationObject } from '@mikro-orm/core'
import { Migration } from '@mikro-orm/migrations'
import { describe, expect, it } from 'vitest'
import { openDatabase } from '../adapters/openDatabase.ts'
import { createLogger } from '../log/logger.ts'
import type { DatabaseDefinition } from './database.ts'

const log = createLogger({ name: 'test', level: 'silent' })
const { dialects, note } = await testDialects()

class Notes extends Migration {
  override up() {
    this.addSql('create table notes (id integer primary key)')
  }
}

const Note = new EntitySchema<{ id: number }>({
  name: 'Note',
  tableName: 'notes',
  properties: { id: { type: 'number', primary: true } },
})

function definitionWith(name: string, formerNames?: Record<string, string>): DatabaseDefinition {
  const migrations: MigrationObject[] = [{ name, class: Notes }]
  return {
    entities: [Note],
    migrations: { sqlite: migrations, mysql: migrations },
    ...(formerNames && { formerNames }),
  }
}

describe.each(dialects)(`a database whose migrations got other names, on %s${note}`, dialect => {
  it('is opened with what is in it, and opened again', async () => {
    const { url, remove } = await createTestDatabase(dialect)
    try {
      const before = await openDatabase(definitionWith('001-notes'), { url, log })
      await before.fork().execute('insert into notes (id) values (7)')
      await before.close()
      const renamed = definitionWith('0001_notes', { '001-notes': '0001_notes' })
      for (let times = 0; times < 2; times++) {
        const after = await openDatabase(renamed, { url, log })
        expect(await after.fork().execute('select id from notes')).toEqual([{ id: 7 }])
        expect((await after.orm.migrator.getExecuted()).map(({ name }) => name)).toEqual(['0001_notes'])
        await after.close()
      }
    } finally {
      await remove()
    }
  })

  it('is refused as another service’s where nothing tells of the name', async () => {
    const { url, remove } = await createTestDatabase(dialect)
    try {
      await (await openDatabase(definitionWith('001-notes'), { url, log })).close()
      await expect(openDatabase(definitionWith('0001_notes'), { url, log })).rejects.toThrow(
        '001-notes is unknown here',
      )
    } finally {
      await remove()
    }
  })
})
