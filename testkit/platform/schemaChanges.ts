import { openDatabase } from '@atelier/platform/adapters/openDatabase.ts'
import type { DatabaseDefinition } from '@atelier/platform/database/database.ts'
import { createLogger } from '@atelier/platform/log/logger.ts'
import { createTestDatabase, type Dialect } from '../servers/testDatabase.ts'

/** The SQL between a migrated database and its entities; empty when they agree. */
export async function schemaChanges(definition: DatabaseDefinition, dialect: Dialect): Promise<string> {
  const { url, remove } = await createTestDatabase(dialect)
  const database = await openDatabase(definition, { url, log: createLogger({ name: 'test', level: 'silent' }) })
  try {
    return await database.orm.schema.getUpdateSchemaSQL({ wrap: false })
  } finally {
    await database.close()
    await remove()
  }
}
