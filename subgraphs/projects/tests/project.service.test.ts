import { newId } from '@atelier/platform/ids/ids.ts'
import { createSubgraphClient } from '@atelier/testkit/platform/subgraphClient.ts'
import { startTestProjects, type TestProjects } from '@atelier/testkit/projects/testProjects.ts'
import { readinessAt } from '@atelier/testkit/support/management.ts'
import { waitUntil } from '@atelier/testkit/support/waitUntil.ts'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

let service: TestProjects

beforeAll(async () => {
  service = await startTestProjects()
})
afterAll(() => service.close())

const PROJECT = `query ($id: ID!) { project(id: $id) {
  id name description visibility tags owner { id } members { user { id } role joinedAt } viewerRole
  createdAt updatedAt archivedAt
} }`

const CREATE = `mutation ($input: CreateProjectInput!) { createProject(input: $input) {
  project { id name description visibility tags owner { id } viewerRole members { user { id } role } }
  userErrors { code field message }
} }`

describe('a new project', () => {
  it('belongs to whoever made it and is private', async () => {
    const ada = await service.person()
    const { data } = await ada.run(CREATE, { input: { name: '  Posters  ' } })
    expect(data.createProject).toEqual({
      project: {
        id: expect.any(String),
        name: 'Posters',
        description: null,
        visibility: 'PRIVATE',
        tags: [],
        owner: { id: ada.id },
        viewerRole: 'OWNER',
        members: [{ user: { id: ada.id }, role: 'OWNER' }],
      },
      userErrors: [],
    })
  })

  it('keeps all that was given, text as it was written and tags folded', async () => {
    const ada = await service.person()
    const description = '  <b>Plakate</b>\n\tfür 🎨 & mehr  '
    const { data } = await ada.run(CREATE, {
      input: { name: 'Плакаты 🎨', description, visibility: 'PUBLIC', tags: [' Art Déco', 'sea', 'art déco'] },
    })
    expect(data.createProject.project).toMatchObject({
      name: 'Плакаты 🎨',
      description,
      visibility: 'PUBLIC',
      tags: ['art déco', 'sea'],
    })
  })

  it('takes null for what may be left out', async () => {
    const ada = await service.person()
    const { data } = await ada.run(CREATE, {
      input: { name: 'Posters', description: null, visibility: null, tags: null },
    })
    expect(data.createProject.project).toMatchObject({ description: null, visibility: 'PRIVATE', tags: [] })
  })

  it('takes texts of the greatest length', async () => {
    const ada = await service.person()
    const tags = Array.from({ length: 20 }, (_, index) => String(index).padStart(40, 'x'))
    const input = { name: '🎨'.repeat(120), description: 'é'.repeat(4000), tags }
    const { data } = await ada.run(CREATE, { input })
    expect(data.createProject.project).toMatchObject(input)
  })

  it('names one fault of very many tags, and looks at none of them', async () => {
    const ada = await service.person()
    const tags = Array.from({ length: 2_000 }, () => 'x'.repeat(50))
    const { data } = await ada.run(CREATE, { input: { name: 'Posters', tags } })
    expect(data.createProject.userErrors).toEqual([
      { code: 'INVALID_INPUT', field: ['input', 'tags'], message: 'Give at most 20 tags.' },
    ])
  })

  it.each([
    ['an empty name', { name: ' ' }, ['input', 'name']],
    ['a long name', { name: 'x'.repeat(121) }, ['input', 'name']],
    ['a name with control characters', { name: 'a\u0007b' }, ['input', 'name']],
    ['a name of half characters', { name: 'a\ud800' }, ['input', 'name']],
    ['a long description', { description: 'x'.repeat(4001) }, ['input', 'description']],
    ['too many tags', { tags: Array.from({ length: 21 }, (_, index) => `t${index}`) }, ['input', 'tags']],
    ['a long tag', { tags: ['ok', 'x'.repeat(41)] }, ['input', 'tags', '1']],
    ['an empty tag', { tags: [' '] }, ['input', 'tags', '0']],
    ['a name that turns the direction', { name: 'gpj\u202ephoto' }, ['input', 'name']],
    ['a name that cannot be seen', { name: '\u200b\u2060' }, ['input', 'name']],
    ['a name with what cannot be seen', { name: 'Pos\u200bters' }, ['input', 'name']],
    ['a name of two lines', { name: 'Posters\nOwner: Ada' }, ['input', 'name']],
    ['a name of much that falls away', { name: `x${' '.repeat(5_000)}` }, ['input', 'name']],
    ['a tag that turns the direction', { tags: ['\u2067abc'] }, ['input', 'tags', '0']],
    ['a tag of half characters', { tags: ['a\udc00'] }, ['input', 'tags', '0']],
    ['a description of half characters', { description: 'a\ud800' }, ['input', 'description']],
    ['a description that turns the direction', { description: 'a\n\u202eb' }, ['input', 'description']],
    ['a description with control characters', { description: 'a\u001b[31m' }, ['input', 'description']],
  ])('is refused with %s, and nothing is written', async (_, input, field) => {
    const ada = await service.person()
    const { data } = await ada.run(CREATE, { input: { name: 'Posters', ...input } })
    expect(data.createProject).toEqual({
      project: null,
      userErrors: [{ code: 'INVALID_INPUT', field, message: expect.any(String) }],
    })
    const { data: list } = await ada.run('{ projects { totalCount } }')
    expect(list.projects.totalCount).toBe(0)
  })

  it('is refused to an anonymous caller', async () => {
    const { data, errors } = await service.run(CREATE, { input: { name: 'Posters' } })
    expect(data).toEqual({ createProject: null })
    expect(errors?.[0]?.extensions?.code).toBe('UNAUTHENTICATED')
  })

  it('is told to other services', async () => {
    const ada = await service.person()
    const id = await ada.project()
    await waitUntil(async () =>
      expect(await service.eventsOf(id)).toEqual([
        { version: 1, kind: 'created', projectId: id, ownerId: ada.id, at: expect.any(String) },
      ]),
    )
  })
})

describe('a project', () => {
  it('shows all of it to a member', async () => {
    const [ada, bob] = [await service.person(), await service.person()]
    const id = await ada.project({ description: 'For the fair', tags: ['fair'] })
    await ada.invite(id, bob, 'VIEWER')
    const { data, errors } = await bob.run(PROJECT, { id })
    expect(errors).toBeUndefined()
    expect(data.project).toEqual({
      id,
      name: 'Posters',
      description: 'For the fair',
      visibility: 'PRIVATE',
      tags: ['fair'],
      owner: { id: ada.id },
      members: [
        { user: { id: ada.id }, role: 'OWNER', joinedAt: expect.any(String) },
        { user: { id: bob.id }, role: 'VIEWER', joinedAt: expect.any(String) },
      ],
      viewerRole: 'VIEWER',
      createdAt: expect.stringMatching(/Z$/),
      updatedAt: expect.stringMatching(/Z$/),
      archivedAt: null,
    })
  })

  it('does not exist for strangers while it is private', async () => {
    const id = await (await service.person()).project()
    const stranger = await service.person()
    expect(await stranger.run(PROJECT, { id })).toEqual({ data: { project: null } })
    expect(await service.run(PROJECT, { id })).toEqual({ data: { project: null } })
  })

  it('is there for everybody while it is public, also anonymous callers', async () => {
    const id = await (await service.person()).project({ visibility: 'PUBLIC' })
    const stranger = await service.person()
    for (const answer of [await stranger.run(PROJECT, { id }), await service.run(PROJECT, { id })]) {
      expect(answer.data.project).toMatchObject({ id, name: 'Posters', viewerRole: null })
    }
  })

  it('is there for an administrator, who is no member for that', async () => {
    const id = await (await service.person()).project()
    const admin = await service.person({ role: 'ADMIN' })
    expect((await admin.run(PROJECT, { id })).data.project).toMatchObject({ id, viewerRole: null })
  })

  it.each(['nonsense', '', "' or 1=1 --", newId()])('does not exist for the identifier %j', async id => {
    const ada = await service.person()
    expect(await ada.run(PROJECT, { id })).toEqual({ data: { project: null } })
  })

  it('costs no query for what is no identifier', async () => {
    const ada = await service.person()
    expect(await service.countQueries(() => ada.run(PROJECT, { id: 'nonsense' }))).toBe(0)
  })
})

describe('a reference from another subgraph', () => {
  const ENTITIES = `query ($representations: [_Any!]!) { _entities(representations: $representations) {
    ... on Project { id visibility viewerRole archivedAt owner { id } }
  } }`
  const references = (ids: string[]) => ({ representations: ids.map(id => ({ __typename: 'Project', id })) })

  it('gives the visible ones and null for each other one', async () => {
    const [ada, bob] = [await service.person(), await service.person()]
    const [mine, theirs, open] = [await ada.project(), await bob.project(), await bob.project({ visibility: 'PUBLIC' })]
    const { data, errors } = await ada.run(ENTITIES, references([theirs, mine, 'nonsense', open, newId()]))
    expect(errors).toBeUndefined()
    expect(data._entities).toEqual([
      null,
      { id: mine, visibility: 'PRIVATE', viewerRole: 'OWNER', archivedAt: null, owner: { id: ada.id } },
      null,
      { id: open, visibility: 'PUBLIC', viewerRole: null, archivedAt: null, owner: { id: bob.id } },
      null,
    ])
  })

  it('costs as many queries for twenty as for two', async () => {
    const ada = await service.person()
    const ids: string[] = []
    for (let index = 0; index < 20; index++) ids.push(await ada.project())
    const two = await service.countQueries(() => ada.run(ENTITIES, references(ids.slice(0, 2))))
    const twenty = await service.countQueries(() => ada.run(ENTITIES, references(ids)))
    expect(two).toBe(2)
    expect(twenty).toBe(two)
  })
})

describe('the service', () => {
  it('answers only those who hold the secret of the gateway', async () => {
    const ada = await service.person()
    const outsider = createSubgraphClient(service.url, 'another secret altogether')
    const { data, errors } = await outsider.run('{ projects { totalCount } }', {}, ada.token)
    expect(data).toBeUndefined()
    expect(errors?.[0]?.extensions?.code).toBe('FORBIDDEN')
    await outsider.close()
  })

  it('refuses a token of an ended session', async () => {
    const ada = await service.person()
    await service.ports.revoked.revoke([ada.viewer.sessionId])
    const { errors } = await ada.run('{ projects { totalCount } }')
    expect(errors?.[0]?.extensions?.code).toBe('UNAUTHENTICATED')
  })

  it('says that it is ready', async () => {
    expect(await readinessAt(service.url)).toEqual({ ready: true, checks: { database: 'ok', bus: 'ok' } })
  })

  it('answers over a WebSocket too, where nothing is remembered between answers', async () => {
    const ada = await service.person()
    const id = await ada.project()
    const answers = service.client.subscribe(
      'mutation ($id: ID!) { deleteProject(id: $id) { project { id viewerRole members { role } } } }',
      { id },
      ada.token,
    )
    const { value } = await answers.next()
    expect(value.data.deleteProject.project).toEqual({ id, viewerRole: 'OWNER', members: [{ role: 'OWNER' }] })
  })
})
