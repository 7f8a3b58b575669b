import { openDatabase } from '@atelier/platform/adapters/openDatabase.ts'
import { newId } from '@atelier/platform/ids/ids.ts'
import { createLogger } from '@atelier/platform/log/logger.ts'
import { startTestProjects } from '@atelier/testkit/projects/testProjects.ts'
import { createTestDatabase } from '@atelier/testkit/servers/testDatabase.ts'
import { expect, it } from 'vitest'
import { projectsDatabase } from '../data/definition.ts'

const log = createLogger({ name: 'test', level: 'silent' })

/** A database as it was before people were invited, with a project of one person and another one in it. */
async function earlierDatabase(ownerId: string, memberId: string, projectId: string) {
  const { url, remove } = await createTestDatabase()
  const { sqlite, mysql } = projectsDatabase.migrations
  const migrations = { sqlite: sqlite.slice(0, 1), mysql: mysql.slice(0, 1) }
  const database = await openDatabase({ ...projectsDatabase, migrations }, { url, log })
  const insert = (table: string, row: Record<string, unknown>) => {
    const columns = Object.keys(row)
    const sql = `insert into ${table} (${columns.join(', ')}) values (${columns.map(() => '?')})`
    return database.fork().execute(sql, Object.values(row))
  }
  const now = new Date()
  await insert('projects', {
    ...{ id: projectId, name: 'Pos\u200bters', name_key: 'pos\u200bters', visibility: 'PRIVATE', tags: '["sea"]' },
    ...{ owner_id: ownerId, created_at: now, updated_at: now },
  })
  for (const [user_id, role] of [
    [ownerId, 'OWNER'],
    [memberId, 'EDITOR'],
  ]) {
    await insert('project_members', { project_id: projectId, user_id, role, joined_at: now })
  }
  await database.close()
  return { url, remove }
}

it('keeps the members and the text of an earlier installation', async () => {
  const [adaId, bobId, id] = [newId(), newId(), newId()]
  const { url, remove } = await earlierDatabase(adaId, bobId, id)
  const service = await startTestProjects({ databaseUrl: url })
  try {
    const bob = await service.person({ id: bobId })
    const ada = await service.person({ id: adaId })
    const query = '{ projects { nodes { id name viewerRole } } }'
    expect((await bob.run(query)).data.projects.nodes).toEqual([{ id, name: 'Pos\u200bters', viewerRole: 'EDITOR' }])
    const change = `mutation ($input: UpdateProjectInput!) { updateProject(input: $input) {
      project { name description members { user { id } } } userErrors { code }
    } }`
    expect((await bob.run(change, { input: { id, description: 'the sea' } })).data.updateProject).toEqual({
      project: {
        name: 'Pos\u200bters',
        description: 'the sea',
        members: [{ user: { id: adaId } }, { user: { id: bobId } }],
      },
      userErrors: [],
    })
    const cy = await service.person()
    await ada.invite(id, cy, 'VIEWER')
    expect((await cy.run(query)).data.projects.nodes).toEqual([{ id, name: 'Pos\u200bters', viewerRole: 'VIEWER' }])
  } finally {
    await service.close()
    await remove()
  }
})
