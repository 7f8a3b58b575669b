import { openDatabase } from '@atelier/platform/database/openDatabase.ts'
import { createLogger } from '@atelier/platform/log/logger.ts'
import { expect, it } from 'vitest'
import { definition } from './definition.ts'

it('brings a new database to the shape that the entities describe', async () => {
  const database = await openDatabase(definition, {
    url: 'sqlite::memory:',
    log: createLogger({ name: 'test', level: 'silent' }),
  })
  try {
    expect(await database.orm.schema.getUpdateSchemaSQL({ dropTables: false })).toBe('')
  } finally {
    await database.close()
  }
})
