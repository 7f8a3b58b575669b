import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { openDatabase } from '@atelier/platform/adapters/openDatabase.ts'
import type { DatabaseDefinition } from '@atelier/platform/database/database.ts'
import { createLogger } from '@atelier/platform/log/logger.ts'
import { createTestDatabase, testDialects } from '../servers/testDatabase.ts'

/**
 * `pnpm migrations FILE EXPORT`: prints the SQL of the next migration, in each available dialect. FILE exports a
 * database's definition as EXPORT. Review and edit the output for the migration.
 */
const [file, name] = process.argv.slice(2)
if (!file || !name) throw new Error('Usage: pnpm migrations path/to/definition.ts nameOfTheExport')
const definition: DatabaseDefinition = (await import(pathToFileURL(resolve(file)).href))[name]
const log = createLogger({ name: 'migrations', level: 'warn' })

for (const dialect of (await testDialects()).dialects) {
  const scratch = await createTestDatabase(dialect)
  const database = await openDatabase(definition, { url: scratch.url, log })
  const changes = await database.orm.schema.getUpdateSchemaSQL({ wrap: false })
  console.log(`-- ${dialect}\n${changes || '-- nothing'}\n`)
  await database.close()
  await scratch.remove()
}
