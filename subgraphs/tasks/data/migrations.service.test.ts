import { schemaChanges } from '@atelier/testkit/platform/schemaChanges.ts'
import { testDialects } from '@atelier/testkit/servers/testDatabase.ts'
import { describe, expect, it } from 'vitest'
import { tasksDatabase } from './definition.ts'

const { dialects, note } = await testDialects()

describe.each(dialects)(`the migrations on %s${note}`, dialect => {
  it('bring a new database to the shape that the entities describe', async () => {
    expect(await schemaChanges(tasksDatabase, dialect)).toBe('')
  })
})
