import { type ProjectsUser, startTestProjects, type TestProjects } from '@atelier/testkit/projects/testProjects.ts'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

let service: TestProjects

beforeAll(async () => {
  service = await startTestProjects()
})
afterAll(() => service.close())

const LIST = `query ($first: Int, $after: String, $filter: ProjectFilter, $orderBy: ProjectOrder) {
  projects(first: $first, after: $after, filter: $filter, orderBy: $orderBy) {
    nodes { name } edges { cursor node { id } } totalCount
    pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
  }
}`
type Runner = Pick<ProjectsUser, 'run'>

const list = async (who: Runner, variables: Record<string, unknown> = {}) => {
  const { data, errors } = await who.run(LIST, variables)
  expect(errors).toBeUndefined()
  return data.projects
}
const names = async (who: Runner, variables: Record<string, unknown> = {}): Promise<string[]> =>
  (await list(who, variables)).nodes.map((node: { name: string }) => node.name)
const refusal = async (who: Runner, variables: Record<string, unknown>) =>
  (await who.run(LIST, variables)).errors?.[0]?.extensions?.code

/** Somebody with projects of these names, made a second apart. */
async function personWith(...projects: (string | Record<string, unknown>)[]) {
  const person = await service.person()
  const ids: string[] = []
  for (const input of projects) {
    service.ports.clock.advance(1_000)
    ids.push(await person.project(typeof input === 'string' ? { name: input } : input))
  }
  return { person, ids }
}

describe('the list of projects', () => {
  it('holds those that the caller is a member of, newest first, archived ones too', async () => {
    const { person: ada, ids } = await personWith('one', 'two')
    const { person: bob, ids: bobs } = await personWith('three', { name: 'open', visibility: 'PUBLIC' })
    await bob.invite(bobs[0]!, ada, 'VIEWER')
    await ada.run('mutation ($id: ID!) { archiveProject(id: $id) { userErrors { code } } }', { id: ids[0] })
    expect(await names(ada)).toEqual(['three', 'two', 'one'])
    expect(await names(ada, { filter: { archived: true } })).toEqual(['one'])
    expect(await names(ada, { filter: { archived: false } })).toEqual(['three', 'two'])
  })

  it("is the caller's own for an administrator as well", async () => {
    await personWith('hidden')
    const admin = await service.person({ role: 'ADMIN' })
    expect(await names(admin)).toEqual([])
  })

  it('holds all public ones for an anonymous caller and where they are asked for', async () => {
    const tag = 'public-scope'
    await personWith({ name: 'hers', visibility: 'PUBLIC', tags: [tag] }, { name: 'secret', tags: [tag] })
    const { person: ada } = await personWith(
      { name: 'mine', visibility: 'PUBLIC', tags: [tag] },
      { name: 'my secret', tags: [tag] },
    )
    expect(await names(service, { filter: { tag } })).toEqual(['mine', 'hers'])
    expect(await names(service, { filter: { tag, visibility: 'PRIVATE' } })).toEqual([])
    expect(await names(ada, { filter: { tag, visibility: 'PUBLIC' } })).toEqual(['mine', 'hers'])
    expect(await names(ada, { filter: { tag, visibility: 'PRIVATE' } })).toEqual(['my secret'])
    expect(await names(ada, { filter: { tag } })).toEqual(['my secret', 'mine'])
  })

  it('finds text in name or description, in any case and any script, wildcards taken literally', async () => {
    const { person: ada } = await personWith(
      { name: 'Leuchtturm ÄÖ', description: null },
      { name: 'two', description: 'Die ЗВЕЗДА am Meer' },
      { name: '100% wool_len', description: "it's \\ fine" },
    )
    const found = (search: string) => names(ada, { filter: { search } })
    expect(await found('äö')).toEqual(['Leuchtturm ÄÖ'])
    expect(await found('звезда')).toEqual(['two'])
    expect(await found('0% w')).toEqual(['100% wool_len'])
    expect(await found('l_l')).toEqual(['100% wool_len'])
    expect(await found("T'S \\")).toEqual(['100% wool_len'])
    expect(await found('%')).toEqual(['100% wool_len'])
    expect(await found('_')).toEqual(['100% wool_len'])
    expect(await found('  ')).toHaveLength(3)
    expect(await found('nothing like it')).toEqual([])
  })

  it('needs all of a filter to fit', async () => {
    const { person: ada } = await personWith(
      { name: 'a sea', tags: ['blue'] },
      { name: 'b sea', tags: ['blue'], visibility: 'PUBLIC' },
      { name: 'c hill', tags: ['blue'] },
    )
    expect(await names(ada, { filter: { search: 'SEA', tag: ' Blue ' } })).toEqual(['b sea', 'a sea'])
    expect(await names(ada, { filter: { search: 'sea', tag: 'blue', visibility: 'PRIVATE' } })).toEqual(['a sea'])
    expect(await names(ada, { filter: { search: 'sea', tag: 'blu' } })).toEqual([])
  })

  it.each([
    ['CREATED_AT_DESC', ['Cherry', 'apple', 'Banana', 'apple']],
    ['CREATED_AT_ASC', ['apple', 'Banana', 'apple', 'Cherry']],
    ['UPDATED_AT_DESC', ['apple', 'Cherry', 'apple', 'Banana']],
    ['UPDATED_AT_ASC', ['Banana', 'apple', 'Cherry', 'apple']],
    ['NAME_ASC', ['apple', 'apple', 'Banana', 'Cherry']],
    ['NAME_DESC', ['Cherry', 'Banana', 'apple', 'apple']],
  ])('comes in the order %s, page after page without gap or repetition', async (orderBy, expected) => {
    const { person: ada, ids } = await personWith('apple', 'Banana', 'apple', 'Cherry')
    service.ports.clock.advance(1_000)
    await ada.run('mutation ($id: ID!) { archiveProject(id: $id) { userErrors { code } } }', { id: ids[0] })
    const seen: { id: string; name: string }[] = []
    let after: string | null = null
    for (let page = 0; page < 5; page++) {
      const { edges, nodes, pageInfo, totalCount } = await list(ada, { orderBy, first: 3, after })
      expect(totalCount).toBe(4)
      expect(pageInfo.hasPreviousPage).toBe(after !== null)
      expect(pageInfo.endCursor).toBe(edges.at(-1).cursor)
      seen.push(...edges.map((edge: { node: { id: string } }, at: number) => ({ ...edge.node, ...nodes[at] })))
      after = pageInfo.endCursor
      if (!pageInfo.hasNextPage) break
    }
    expect(seen.map(project => project.name)).toEqual(expected)
    expect(new Set(seen.map(project => project.id))).toEqual(new Set(ids))
  })

  it.each([
    ['first 0', { first: 0 }],
    ['first 101', { first: 101 }],
    ['a cursor that is none', { after: 'nonsense' }],
    ['a search of 201 characters', { filter: { search: 'x'.repeat(201) } }],
    ['a search of half characters', { filter: { search: 'a\ud800' } }],
    ['a tag of 41 characters', { filter: { tag: 'x'.repeat(41) } }],
    ['a tag of half characters', { filter: { tag: '\udfff' } }],
  ])('refuses %s', async (_, variables) => {
    expect(await refusal(await service.person(), variables)).toBe('BAD_USER_INPUT')
  })

  it('refuses the cursor of another order', async () => {
    const { person: ada } = await personWith('apple', 'Banana')
    const { pageInfo } = await list(ada, { orderBy: 'NAME_ASC', first: 1 })
    expect(await refusal(ada, { orderBy: 'CREATED_AT_ASC', after: pageInfo.endCursor })).toBe('BAD_USER_INPUT')
  })

  it('costs as many queries for twenty rows as for two', async () => {
    const { person: ada } = await personWith(...Array.from({ length: 20 }, (_, index) => `p${index}`))
    const query = (first: number) => () =>
      ada.run(
        `query ($first: Int) { projects(first: $first) { totalCount nodes {
          name tags viewerRole owner { id } members { role user { id } }
        } } }`,
        { first },
      )
    const two = await service.countQueries(query(2))
    // The page, its count, members and roles.
    expect(two).toBe(4)
    expect(await service.countQueries(query(20))).toBe(two)
  })
})

describe('the projects of people', () => {
  const PEOPLE = `query ($representations: [_Any!]!, $first: Int, $after: String) {
    _entities(representations: $representations) { ... on User { id projects(first: $first, after: $after) {
      nodes { name viewerRole } totalCount pageInfo { hasNextPage endCursor }
    } } }
  }`
  const ask = async (who: Runner, people: { id: string }[], page: Record<string, unknown> = {}) => {
    const representations = people.map(({ id }) => ({ __typename: 'User', id }))
    const { data, errors } = await who.run(PEOPLE, { representations, ...page })
    expect(errors).toBeUndefined()
    return data._entities.map((user: { projects: unknown }) => user.projects)
  }
  const namesOf = (page: { nodes: { name: string }[] }) => page.nodes.map(node => node.name)

  it('are all of them for themselves and administrators, and the public ones for others', async () => {
    const { person: ada, ids } = await personWith('private', { name: 'public', visibility: 'PUBLIC' })
    const { person: bob } = await personWith('private of Bob', { name: 'public of Bob', visibility: 'PUBLIC' })
    await ada.invite(ids[1]!, bob)
    const admin = await service.person({ role: 'ADMIN' })
    const seen = async (who: Runner) => (await ask(who, [ada, bob])).map(namesOf)
    // Newest project first, whenever somebody joined it.
    expect(await seen(ada)).toEqual([
      ['public', 'private'],
      ['public of Bob', 'public'],
    ])
    expect(await seen(admin)).toEqual([
      ['public', 'private'],
      ['public of Bob', 'private of Bob', 'public'],
    ])
    expect(await seen(service)).toEqual([['public'], ['public of Bob', 'public']])
    const [hidden] = await ask(service, [bob], { first: 2 })
    expect(hidden).toMatchObject({ totalCount: 2, pageInfo: { hasNextPage: false } })
  })

  it('come in pages with their count', async () => {
    const { person: ada } = await personWith('one', 'two', 'three')
    const [first] = await ask(ada, [ada], { first: 2 })
    expect(first).toMatchObject({ totalCount: 3, pageInfo: { hasNextPage: true } })
    expect(namesOf(first)).toEqual(['three', 'two'])
    const [rest] = await ask(ada, [ada], { first: 2, after: first.pageInfo.endCursor })
    expect(namesOf(rest)).toEqual(['one'])
    expect(rest.pageInfo.hasNextPage).toBe(false)
  })

  it('are none for somebody who is not known', async () => {
    const [page] = await ask(await service.person(), [{ id: 'nonsense' }])
    expect(page).toMatchObject({ nodes: [], totalCount: 0 })
  })

  it.each([{ first: 0 }, { first: 101 }, { after: 'nonsense' }])('refuse the page %j', async page => {
    const ada = await service.person()
    const representations = [{ __typename: 'User', id: ada.id }]
    const { errors } = await ada.run(PEOPLE, { representations, ...page })
    expect(errors?.[0]?.extensions?.code).toBe('BAD_USER_INPUT')
  })

  it('cost as many queries for twenty people as for two', async () => {
    const people: ProjectsUser[] = []
    for (let index = 0; index < 20; index++) {
      people.push((await personWith({ name: `p${index}`, visibility: 'PUBLIC' })).person)
    }
    const two = await service.countQueries(() => ask(people[0]!, people.slice(0, 2)))
    // Memberships, their count, projects and roles.
    expect(two).toBe(4)
    expect(await service.countQueries(() => ask(people[0]!, people))).toBe(two)
  })
})
