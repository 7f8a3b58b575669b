import { openDatabase } from '@atelier/platform/database/openDatabase.ts'
import { createLogger } from '@atelier/platform/log/logger.ts'
import { describe, expect, it } from 'vitest'
import { workerDatabase } from './definition.ts'

describe("the worker's database", () => {
  it('is the same after its migrations as its entities say', async () => {
    const log = createLogger({ name: 'test', level: 'silent' })
    const database = await openDatabase(workerDatabase, { url: 'sqlite::memory:', log })
    expect(await database.orm.schema.getUpdateSchemaSQL()).toBe('')
    await database.close()
  })
})
