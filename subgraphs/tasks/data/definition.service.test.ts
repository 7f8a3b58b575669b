import { openDatabase } from '@atelier/platform/database/openDatabase.ts'
import { createLogger } from '@atelier/platform/log/logger.ts'
import { expect, it } from 'vitest'
import { tasksDatabase } from './definition.ts'

it('the migrations make the tables that the entities describe', async () => {
  const database = await openDatabase(tasksDatabase, {
    url: 'sqlite::memory:',
    log: createLogger({ name: 'test', level: 'silent' }),
  })
  try {
    expect(await database.orm.schema.getUpdateSchemaSQL({ wrap: false })).toBe('')
  } finally {
    await database.close()
  }
})
