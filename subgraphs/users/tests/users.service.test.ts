import { readinessAt } from '@atelier/testkit/support/management.ts'
import { type RegisteredUser, startTestUsers, type TestUsers } from '@atelier/testkit/users/testUsers.ts'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

let users: TestUsers
let ada: RegisteredUser
let bob: RegisteredUser
let root: RegisteredUser
beforeAll(async () => {
  users = await startTestUsers()
  ada = await users.register({ displayName: 'Ada', email: 'ada@example.org' })
  bob = await users.register()
  root = await users.register({ username: 'root' })
})
afterAll(() => users.close())

const UNKNOWN_ID = '01890000-0000-7000-8000-000000000000'
const PAGE = `query ($first: Int, $after: String, $search: String) { users(first: $first, after: $after, search: $search) {
  nodes { username } edges { cursor node { id } } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } totalCount
} }`

describe('me', () => {
  it('is the caller, and nobody for an anonymous one', async () => {
    expect((await users.run('{ me { id email } }', {}, ada.accessToken)).data.me).toEqual({
      id: ada.id,
      email: 'ada@example.org',
    })
    expect(await users.run('{ me { id } }')).toEqual({ data: { me: null } })
  })

  it.each(['x', 'eyJhbGciOiJub25lIn0.e30.'])('is refused to the forged token %s', async token => {
    expect((await users.run('{ me { id } }', {}, token)).errors?.[0]?.extensions?.code).toBe('UNAUTHENTICATED')
  })
})

describe('user', () => {
  const userOf = async (id: string, token?: string) =>
    (await users.run('query ($id: ID!) { user(id: $id) { id displayName email } }', { id }, token)).data.user

  it('shows an e-mail address to its owner and to administrators only', async () => {
    const shown = { id: ada.id, displayName: 'Ada', email: 'ada@example.org' }
    expect(await userOf(ada.id, ada.accessToken)).toEqual(shown)
    expect(await userOf(ada.id, root.accessToken)).toEqual(shown)
    expect(await userOf(ada.id, bob.accessToken)).toEqual({ ...shown, email: null })
    expect(await userOf(ada.id)).toEqual({ ...shown, email: null })
  })

  it('is null for an id that nobody has', async () => {
    expect(await userOf(UNKNOWN_ID)).toBeNull()
    users.ports.queries.length = 0
    expect(await userOf("' or 1=1 --")).toBeNull()
    expect(users.ports.queries).toEqual([])
  })

  it('is read from the database once and from the cache then', async () => {
    const { id } = await users.register()
    await userOf(id)
    users.ports.queries.length = 0
    await userOf(id)
    expect(users.ports.queries).toEqual([])
    users.ports.clock.advance(60 * 60_000)
    await userOf(id)
    expect(users.ports.queries).toHaveLength(1)
    users.ports.clock.advance(-60 * 60_000)
  })
})

describe('users', () => {
  const page = async (variables: Record<string, unknown>, token = ada.accessToken) =>
    (await users.run(PAGE, variables, token)).data.users

  it('needs somebody who is signed in', async () => {
    expect((await users.run(PAGE)).errors?.[0]?.extensions?.code).toBe('UNAUTHENTICATED')
  })

  it('goes through everybody by name, a page at a time', async () => {
    for (const username of ['page.c', 'Page.A', 'page.b', 'page_z', 'page-d']) await users.register({ username })
    const names: string[] = []
    let after: string | null = null
    do {
      const { nodes, pageInfo, totalCount } = await page({ first: 2, after, search: 'page' })
      expect(totalCount).toBe(5)
      expect(pageInfo.hasPreviousPage).toBe(after !== null)
      names.push(...nodes.map((node: { username: string }) => node.username))
      after = pageInfo.hasNextPage ? pageInfo.endCursor : null
    } while (after)
    expect(names).toEqual(['page-d', 'Page.A', 'page.b', 'page.c', 'page_z'])
  })

  it('finds by the beginning of the user name or the display name, in any case', async () => {
    await users.register({ username: 'Zebra1', displayName: 'Ärzte 100%' })
    const found = async (search: string) =>
      (await page({ search })).nodes.map((node: { username: string }) => node.username)
    expect(await found('zEB')).toEqual(['Zebra1'])
    expect(await found('äRZ')).toEqual(['Zebra1'])
    expect(await found('A\u0308rzte 100%')).toEqual(['Zebra1'])
    for (const none of ['ebra', '%', 'zebra1\0', '_ebra1', "zebra1' or '1'='1", 'zebra12'])
      expect(await found(none)).toEqual([])
    expect((await found('')).length).toBeGreaterThan(3)
  })

  it.each([
    { first: 0 },
    { first: 101 },
    { first: -1 },
    { after: 'nonsense' },
    { after: Buffer.from('{"a":1}').toString('base64') },
  ])('refuses the page %j', async variables => {
    const answer = await users.run(PAGE, variables, ada.accessToken)
    expect(answer.errors?.[0]?.extensions?.code).toBe('BAD_USER_INPUT')
  })

  it('takes as many queries for twenty as for two', async () => {
    for (let i = 0; i < 20; i++) await users.register({ username: `crowd${i}` })
    const queriesFor = async (first: number) => {
      users.ports.queries.length = 0
      expect((await page({ first, search: 'crowd' })).nodes).toHaveLength(first)
      return users.ports.queries.length
    }
    expect(await queriesFor(20)).toBe(await queriesFor(2))
  })
})

describe('entities', () => {
  const ENTITIES = 'query ($refs: [_Any!]!) { _entities(representations: $refs) { ... on User { id username email } } }'
  const entities = (ids: unknown[]) =>
    users.run(ENTITIES, { refs: ids.map(id => ({ __typename: 'User', id })) }, ada.accessToken)

  it('are found in the order asked for, each null that does not exist', async () => {
    const answer = await entities([bob.id, UNKNOWN_ID, ada.id, 'nonsense', bob.id])
    expect(answer.errors).toBeUndefined()
    expect(answer.data._entities.map((user: { id: string } | null) => user?.id ?? null)).toEqual([
      bob.id,
      null,
      ada.id,
      null,
      bob.id,
    ])
    expect(answer.data._entities[2].email).toBe('ada@example.org')
  })

  it('come in one query however many are asked for', async () => {
    const persons = await Promise.all(Array.from({ length: 22 }, () => users.register()))
    const ids = persons.map(person => person.id)
    for (const some of [ids.slice(0, 2), ids.slice(2)]) {
      users.ports.queries.length = 0
      expect((await entities(some)).data._entities).toHaveLength(some.length)
      expect(users.ports.queries).toHaveLength(1)
    }
  })
})

describe('the service', () => {
  it('answers nobody who does not hold the secret of the gateway', async () => {
    const response = await fetch(`${users.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${ada.accessToken}` },
      body: JSON.stringify({ query: '{ me { id } }' }),
    })
    const answer = (await response.json()) as { data?: unknown; errors: { extensions: { code: string } }[] }
    expect(answer.data).toBeUndefined()
    expect(answer.errors[0]?.extensions.code).toBe('FORBIDDEN')
  })

  it('serves the public key of its tokens, and nothing else of it', async () => {
    const response = await fetch(`${users.url}/.well-known/jwks.json`)
    expect(response.headers.get('cache-control')).toContain('max-age=300')
    const { keys } = (await response.json()) as { keys: Record<string, unknown>[] }
    expect(keys).toEqual([users.ports.keys.publicJwk])
    expect(keys[0]).not.toHaveProperty('d')
  })

  it('is ready with its database and the bus', async () => {
    expect(await readinessAt(users.url)).toEqual({ ready: true, checks: { database: 'ok', bus: 'ok' } })
  })
})
