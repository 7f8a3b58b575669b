import { openDatabase } from '@atelier/platform/adapters/openDatabase.ts'
import type { DatabaseDefinition } from '@atelier/platform/database/database.ts'
import { newId } from '@atelier/platform/ids/ids.ts'
import { createLogger } from '@atelier/platform/log/logger.ts'
import { schemaChanges } from '@atelier/testkit/platform/schemaChanges.ts'
import { createTestDatabase, testDialects } from '@atelier/testkit/servers/testDatabase.ts'
import { describe, expect, it } from 'vitest'
import { usersDatabase } from './definition.ts'
import { UserRepository } from './userRepository.ts'

const { dialects, note } = await testDialects()

describe.each(dialects)(`the migrations on %s${note}`, dialect => {
  it('bring a new database to the shape that the entities describe', async () => {
    expect(await schemaChanges(usersDatabase, dialect)).toBe('')
  })

  it('find look-alikes also of names that were there before', async () => {
    const { url, remove } = await createTestDatabase(dialect)
    const log = createLogger({ name: 'test', level: 'silent' })
    const first = ({ migrations: { sqlite, mysql }, ...rest }: DatabaseDefinition): DatabaseDefinition => ({
      ...rest,
      migrations: { sqlite: sqlite.slice(0, 1), mysql: mysql.slice(0, 1) },
    })
    try {
      const before = await openDatabase(first(usersDatabase), { url, log })
      const row = (name: string, deletedAt: string) =>
        `insert into users (id, username, username_key, role, created_at, updated_at, deleted_at) values
          ('${newId()}', '${name}', '${name.toLowerCase()}', 'USER', '2026-01-01 00:00:00', '2026-01-01 00:00:00', ${deletedAt})`
      await before.fork().execute(row('Ada.L', 'null'))
      await before.fork().execute(row('deleted-1', "'2026-01-01 00:00:00'"))
      await before.close()
      const after = await openDatabase(usersDatabase, { url, log })
      const users = new UserRepository(after)
      expect(await users.isLookAlike('adal')).toBe(true)
      expect(await users.isLookAlike('deleted-1')).toBe(false)
      await after.close()
    } finally {
      await remove()
    }
  })
})
