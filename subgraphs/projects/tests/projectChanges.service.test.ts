import { newId } from '@atelier/platform/ids/ids.ts'
import { type ProjectsUser, startTestProjects, type TestProjects } from '@atelier/testkit/projects/testProjects.ts'
import { waitUntil } from '@atelier/testkit/support/waitUntil.ts'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

let service: TestProjects

beforeAll(async () => {
  service = await startTestProjects()
})
afterAll(() => service.close())

const FIELDS = `project { id name description visibility tags createdAt updatedAt archivedAt viewerRole members { role } }
  userErrors { code field }`
const UPDATE = `mutation ($input: UpdateProjectInput!) { updateProject(input: $input) { ${FIELDS} } }`
const onId = (mutation: string) => `mutation ($id: ID!) { ${mutation}(id: $id) { ${FIELDS} } }`

const update = async (person: ProjectsUser, input: Record<string, unknown>) => {
  const { data, errors } = await person.run(UPDATE, { input })
  return { ...data?.updateProject, code: errors?.[0]?.extensions?.code }
}
const change = async (person: ProjectsUser, mutation: string, id: string) => {
  const { data, errors } = await person.run(onId(mutation), { id })
  return { ...data?.[mutation], code: errors?.[0]?.extensions?.code }
}
const kinds = (id: string) => service.eventsOf(id).map(event => event.kind)

/** A private project of Ada's with an editor and a viewer. */
async function team() {
  const [ada, eve, vic] = [await service.person(), await service.person(), await service.person()]
  const id = await ada.project({ description: 'old', tags: ['a', 'b'] })
  await ada.invite(id, eve, 'EDITOR')
  await ada.invite(id, vic, 'VIEWER')
  return { ada, eve, vic, id }
}

describe('updateProject', () => {
  it('changes what is given and leaves the rest', async () => {
    const { eve, id } = await team()
    service.ports.clock.advance(1_000)
    const { project, userErrors } = await update(eve, { id, name: ' New ', tags: ['B', 'c'] })
    expect(userErrors).toEqual([])
    expect(project).toMatchObject({ name: 'New', description: 'old', visibility: 'PRIVATE', tags: ['b', 'c'] })
    expect(Date.parse(project.updatedAt)).toBeGreaterThan(Date.parse(project.createdAt))
    await waitUntil(async () => expect(await kinds(id).at(-1)).toBe('updated'))
  })

  it('clears the description with null', async () => {
    const { ada, id } = await team()
    expect((await update(ada, { id, description: null })).project.description).toBeNull()
  })

  it('finds the project by its new tags and text only', async () => {
    const { ada, id } = await team()
    await update(ada, { id, name: 'Lighthouse', description: 'at DUSK', tags: ['b', 'c'] })
    const found = async (filter: Record<string, unknown>) => {
      const { data } = await ada.run('query ($filter: ProjectFilter) { projects(filter: $filter) { nodes { id } } }', {
        filter,
      })
      return data.projects.nodes.length
    }
    expect(await found({ tag: 'a' })).toBe(0)
    expect(await found({ tag: 'C' })).toBe(1)
    expect(await found({ search: 'lightHOUSE' })).toBe(1)
    expect(await found({ search: 'dusk' })).toBe(1)
    expect(await found({ search: 'posters' })).toBe(0)
  })

  it('does nothing when all is as it was', async () => {
    const { eve, id } = await team()
    const before = (await update(eve, { id })).project
    service.ports.clock.advance(1_000)
    const same = { id, name: 'Posters', description: 'old', visibility: 'PRIVATE', tags: ['a', 'b'] }
    expect((await update(eve, same)).project.updatedAt).toBe(before.updatedAt)
    await waitUntil(async () => expect(await kinds(id)).toEqual(['created', 'memberChanged', 'memberChanged']))
  })

  it('lets only owners change who may look', async () => {
    const { ada, eve, id } = await team()
    expect(await update(eve, { id, name: 'New', visibility: 'PUBLIC' })).toEqual({ code: 'FORBIDDEN' })
    expect((await update(ada, { id, visibility: 'PUBLIC' })).project).toMatchObject({
      name: 'Posters',
      visibility: 'PUBLIC',
    })
  })

  it.each([
    ['a null name', { name: null }, ['input', 'name']],
    ['a null visibility', { visibility: null }, ['input', 'visibility']],
    ['null tags', { tags: null }, ['input', 'tags']],
    ['a long name', { name: 'x'.repeat(121), description: 'new' }, ['input', 'name']],
  ])('refuses %s and changes nothing', async (_, input, field) => {
    const { ada, id } = await team()
    expect(await update(ada, { id, ...input })).toMatchObject({
      project: null,
      userErrors: [{ code: 'INVALID_INPUT', field }],
    })
    expect((await update(ada, { id })).project).toMatchObject({ name: 'Posters', description: 'old' })
  })
})

describe('archiving', () => {
  it('sets a project aside once and restores it once', async () => {
    const { ada, id } = await team()
    const archived = (await change(ada, 'archiveProject', id)).project.archivedAt
    expect(archived).toEqual(expect.any(String))
    service.ports.clock.advance(1_000)
    expect((await change(ada, 'archiveProject', id)).project.archivedAt).toBe(archived)
    expect((await change(ada, 'restoreProject', id)).project.archivedAt).toBeNull()
    expect((await change(ada, 'restoreProject', id)).project.archivedAt).toBeNull()
    await waitUntil(async () => expect(await kinds(id).slice(3)).toEqual(['archived', 'restored']))
  })
})

describe('deleteProject', () => {
  it('gives the project as it was, and it is gone', async () => {
    const { ada, id } = await team()
    const { project, userErrors } = await change(ada, 'deleteProject', id)
    expect(userErrors).toEqual([])
    expect(project).toMatchObject({ id, name: 'Posters', tags: ['a', 'b'], viewerRole: 'OWNER' })
    expect(project.members).toHaveLength(3)
    expect(await ada.run('query ($id: ID!) { project(id: $id) { id } }', { id })).toEqual({ data: { project: null } })
    await waitUntil(async () =>
      expect(await service.eventsOf(id).at(-1)).toMatchObject({ kind: 'deleted', ownerId: ada.id }),
    )
    expect((await change(ada, 'deleteProject', id)).userErrors).toEqual([{ code: 'PROJECT_NOT_FOUND', field: ['id'] }])
  })
})

describe('the role in a project', () => {
  const byId = ['archiveProject', 'restoreProject', 'deleteProject']

  it.each(byId)('%s is for owners', async mutation => {
    const { eve, vic, id } = await team()
    expect(await change(eve, mutation, id)).toEqual({ code: 'FORBIDDEN' })
    expect(await change(vic, mutation, id)).toEqual({ code: 'FORBIDDEN' })
  })

  it('of a viewer does not allow changes', async () => {
    const { vic, id } = await team()
    expect(await update(vic, { id, name: 'New' })).toEqual({ code: 'FORBIDDEN' })
  })

  it.each(byId)('%s tells strangers that there is no such project', async mutation => {
    const { id } = await team()
    const stranger = await service.person()
    for (const unknown of [id, newId(), 'nonsense']) {
      expect(await change(stranger, mutation, unknown)).toMatchObject({
        project: null,
        userErrors: [{ code: 'PROJECT_NOT_FOUND', field: ['id'] }],
      })
    }
  })

  it('is told to strangers where they can see the project', async () => {
    const id = await (await service.person()).project({ visibility: 'PUBLIC' })
    const stranger = await service.person()
    expect(await update(stranger, { id, name: 'Mine' })).toEqual({ code: 'FORBIDDEN' })
    expect(await change(stranger, 'deleteProject', id)).toEqual({ code: 'FORBIDDEN' })
  })

  it('of a stranger hides a private project from updates', async () => {
    const { id } = await team()
    expect((await update(await service.person(), { id, name: 'Mine' })).userErrors).toEqual([
      { code: 'PROJECT_NOT_FOUND', field: ['input', 'id'] },
    ])
  })

  it('of an administrator is that of an owner', async () => {
    const { id } = await team()
    const admin = await service.person({ role: 'ADMIN' })
    expect((await update(admin, { id, visibility: 'PUBLIC' })).project).toMatchObject({
      visibility: 'PUBLIC',
      viewerRole: null,
    })
    expect((await change(admin, 'archiveProject', id)).project.archivedAt).not.toBeNull()
    expect((await change(admin, 'deleteProject', id)).project).toMatchObject({ id, viewerRole: null })
  })

  it.each([...byId, 'updateProject'])('%s needs a viewer', async mutation => {
    const { id } = await team()
    const query = mutation === 'updateProject' ? UPDATE : onId(mutation)
    const { errors } = await service.run(query, mutation === 'updateProject' ? { input: { id } } : { id })
    expect(errors?.[0]?.extensions?.code).toBe('UNAUTHENTICATED')
  })
})
