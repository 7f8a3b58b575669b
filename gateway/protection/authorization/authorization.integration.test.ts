import { inProcessSupergraph, type TestSubgraph } from '@atelier/testkit/gateway/inProcessSubgraphs.ts'
import { parse } from 'graphql'
import { beforeEach, describe, expect, it } from 'vitest'
import { runOperation } from '../../pipeline/runOperation.ts'
import type { Caller } from '../caller.ts'

const accounts: TestSubgraph = {
  name: 'accounts',
  typeDefs: `
    type Query {
      hello: String!
      me: User
      users: [User!]!
      secrets: Int @requiresScopes(scopes: [["read:secrets", "on:duty"], ["role:ADMIN"]])
      vault: Vault
      level: Level
      animals: [Animal!]
      creatures: [Creature!]
    }
    type Mutation { greet: String shut: String @authenticated }
    type Subscription { news: String @authenticated }
    type User @key(fields: "id") {
      id: ID @requiresScopes(scopes: [["read:ids"]])
      name: String!
      email: String @authenticated
      salary: Int! @requiresScopes(scopes: [["read:salary"]])
      discount: Int @policy(policies: [["paying"], ["staff", "senior"]])
    }
    type Vault @authenticated { gold: Int }
    enum Level @authenticated { LOW HIGH }
    interface Animal { name: String sound: String }
    type Dog implements Animal { name: String sound: String }
    type Cat implements Animal { name: String sound: String @authenticated }
    union Creature = Dog | Ghost
    type Ghost @authenticated { name: String }`,
  resolvers: {
    Query: {
      hello: () => 'hi',
      me: () => ({ id: 'u1' }),
      users: () => [{ id: 'u1' }, { id: 'u2' }],
      secrets: () => 7,
      vault: () => ({ gold: 1 }),
      level: () => 'HIGH',
      animals: () => [
        { __typename: 'Dog', name: 'Rex', sound: 'wuff' },
        { __typename: 'Cat', name: 'Mia', sound: 'miau' },
      ],
      creatures: () => [
        { __typename: 'Dog', name: 'Rex' },
        { __typename: 'Ghost', name: 'Boo' },
      ],
    },
    Mutation: { greet: () => 'greeted', shut: () => 'shut' },
    User: {
      __resolveReference: async ({ id }: { id: string }) => ({ id }),
      name: ({ id }: { id: string }) => `name of ${id}`,
      email: ({ id }: { id: string }) => `${id}@example.org`,
      salary: () => 1_000,
      discount: () => 10,
    },
  },
}

const reviews: TestSubgraph = {
  name: 'reviews',
  typeDefs: 'type User @key(fields: "id") { id: ID reviews: [Review!] } type Review { text: String author: User }',
  resolvers: {
    User: {
      __resolveReference: async ({ id }: { id: string }) => ({ id }),
      reviews: ({ id }: { id: string }) => [{ text: 'Fine.', author: { id } }],
    },
  },
}

const gateway = inProcessSupergraph([accounts, reviews], {
  policies: (policies, caller) => policies.filter(policy => caller?.verified?.scopes.includes(`policy:${policy}`)),
})
beforeEach(() => gateway.reset())

const callerWith = (scopes: string[] = [], role: 'USER' | 'ADMIN' = 'USER'): Caller => ({
  address: '192.0.2.1',
  traceId: 'trace',
  traceparent: '',
  verified: {
    viewer: { id: 'u1', username: 'ada', role, sessionId: 's1' },
    scopes,
    expiresAt: new Date('2100-01-01'),
  },
})

async function ask(query: string, caller?: Caller, variables = {}) {
  const { data, errors = [] } = await gateway.run(query, variables, { caller })
  return { data, refused: errors.map(refusedPath) }
}

function refusedPath(error: { message: string; path: string[]; extensions: { code: string } }): string {
  expect(error).toMatchObject({
    message: 'Unauthorized field or type',
    extensions: { code: 'UNAUTHORIZED_FIELD_OR_TYPE' },
  })
  return error.path.join('.')
}

const asked = () => gateway.sent.map(({ query }) => query).join('\n')

describe('a field that the caller may not have', () => {
  it('is null, told by its path, and never asked of a subgraph, while the rest is answered', async () => {
    expect(await ask('{ hello me { name email } }')).toEqual({
      data: { hello: 'hi', me: { name: 'name of u1', email: null } },
      refused: ['me.email'],
    })
    expect(asked()).not.toContain('email')
  })

  it('is answered to a caller who may', async () => {
    expect(await ask('{ me { email } }', callerWith())).toEqual({
      data: { me: { email: 'u1@example.org' } },
      refused: [],
    })
  })

  it('takes what may not be null with it, up to the nearest place that may', async () => {
    expect(await ask('{ me { salary name } hello }')).toEqual({
      data: { me: null, hello: 'hi' },
      refused: ['me.salary'],
    })
    expect(await ask('{ users { salary } }')).toEqual({ data: null, refused: ['users.@.salary'] })
  })

  it('is told once for a whole list, by the names that the client gave', async () => {
    expect(await ask('{ all: users { mail: email who: name } }')).toEqual({
      data: {
        all: [
          { mail: null, who: 'name of u1' },
          { mail: null, who: 'name of u2' },
        ],
      },
      refused: ['all.@.mail'],
    })
  })

  it('is found in fragments, wherever they are spread', async () => {
    const { data, refused } = await ask(`
      { me { ...F } users { ... on User { ...F } } }
      fragment F on User { email }`)
    expect(data).toEqual({ me: { email: null }, users: [{ email: null }, { email: null }] })
    expect(refused).toEqual(['me.email', 'users.@.email'])
  })

  it('is not told when it is skipped', async () => {
    const query = 'query ($mail: Boolean!) { me { name email @include(if: $mail) } }'
    expect(await ask(query, undefined, { mail: false })).toEqual({ data: { me: { name: 'name of u1' } }, refused: [] })
    expect((await ask(query, undefined, { mail: true })).refused).toEqual(['me.email'])
  })

  it('stays hidden also when the plan needs it to get from one subgraph to another', async () => {
    expect(await ask('{ me { id reviews { text author { id } } } }')).toEqual({
      data: { me: { id: null, reviews: [{ text: 'Fine.', author: { id: null } }] } },
      refused: ['me.id', 'me.reviews.@.author.id'],
    })
  })

  it('costs no fetch when nothing else is asked', async () => {
    expect(await ask('{ secrets level }')).toEqual({
      data: { secrets: null, level: null },
      refused: ['secrets', 'level'],
    })
    expect(gateway.sent).toEqual([])
  })

  it('is not run when it is a mutation, while others of the operation are', async () => {
    expect(await ask('mutation { shut greet }')).toEqual({ data: { shut: null, greet: 'greeted' }, refused: ['shut'] })
    expect(asked()).not.toContain('shut')
  })
})

describe('scopes', () => {
  it.each([
    ['no token', undefined, false],
    ['no scope', callerWith(), false],
    ['half of what is needed together', callerWith(['read:secrets']), false],
    ['all of what is needed together', callerWith(['on:duty', 'read:secrets']), true],
    ['a scope that only begins alike', callerWith(['read:secrets2', 'on:duty']), false],
    ['the role that is an alternative', callerWith([], 'ADMIN'), true],
    ['a scope that is spelt like a role', callerWith(['role:admin']), false],
  ])('with %s', async (_, caller, allowed) => {
    expect(await ask('{ secrets }', caller)).toEqual({
      data: { secrets: allowed ? 7 : null },
      refused: allowed ? [] : ['secrets'],
    })
  })
})

describe('policies', () => {
  it.each([
    ['no token', undefined, false],
    ['none that is met', callerWith(), false],
    ['one alternative that is met', callerWith(['policy:paying']), true],
    ['half of an alternative', callerWith(['policy:staff']), false],
    ['another alternative that is met', callerWith(['policy:staff', 'policy:senior']), true],
  ])('with %s', async (_, caller, allowed) => {
    expect((await ask('{ me { discount } }', caller)).data).toEqual({ me: { discount: allowed ? 10 : null } })
  })

  it('are met by nobody unless somebody decides', async () => {
    const undecided = inProcessSupergraph([accounts, reviews])
    const { data } = await undecided.run('{ me { discount } }', {}, { caller: callerWith(['policy:paying']) })
    expect(data).toEqual({ me: { discount: null } })
  })
})

describe('what a type requires', () => {
  it('is required of fields that give it', async () => {
    expect(await ask('{ vault { gold } level }')).toEqual({
      data: { vault: null, level: null },
      refused: ['vault', 'level'],
    })
    expect((await ask('{ vault { gold } level }', callerWith())).data).toEqual({ vault: { gold: 1 }, level: 'HIGH' })
  })

  it('is required in fragments on it', async () => {
    const query = '{ creatures { __typename ... on Dog { name } ... on Ghost { name } } }'
    expect(await ask(query)).toEqual({
      data: {
        creatures: [
          { __typename: 'Dog', name: 'Rex' },
          { __typename: 'Ghost', name: null },
        ],
      },
      refused: ['creatures.@.name'],
    })
    expect((await ask(query, callerWith())).data.creatures[1]).toEqual({ __typename: 'Ghost', name: 'Boo' })
  })
})

describe('what an implementation requires', () => {
  it('is required of the interface, as any implementation may answer', async () => {
    const { data, refused } = await ask('{ animals { name sound } }')
    expect(data.animals).toEqual([
      { name: 'Rex', sound: null },
      { name: 'Mia', sound: null },
    ])
    expect(refused).toEqual(['animals.@.sound'])
    expect((await ask('{ animals { sound } }', callerWith())).data.animals).toEqual([
      { sound: 'wuff' },
      { sound: 'miau' },
    ])
  })

  it('is required of no other implementation', async () => {
    expect(await ask('{ animals { ... on Dog { sound } ... on Cat { sound } } }')).toEqual({
      data: { animals: [{ sound: 'wuff' }, { sound: null }] },
      refused: ['animals.@.sound'],
    })
    expect((await ask('{ animals { sound ... on Dog { sound } } }')).data).toEqual({
      animals: [{ sound: 'wuff' }, { sound: null }],
    })
  })
})

describe('an operation with a field that the caller may not have', () => {
  const strict = inProcessSupergraph([accounts, reviews], { rejects: true })

  it('is refused as a whole where that is wanted', async () => {
    const { data, errors } = await strict.run('{ hello me { email } }')
    expect(data).toBeNull()
    expect(errors.map(refusedPath)).toEqual(['me.email'])
    expect(strict.sent).toEqual([])
  })

  it('is run for a caller who may have it, and when the field is skipped', async () => {
    expect((await strict.run('{ me { email } }', {}, { caller: callerWith() })).data.me.email).toBe('u1@example.org')
    expect((await strict.run('{ hello me @skip(if: true) { email } }')).data).toEqual({ hello: 'hi' })
  })
})

it("callers of different rights do not get each other's answers to one document", async () => {
  const document = parse('{ me { email salary } hello }')
  const answer = async (caller?: Caller) => {
    const { data } = await runOperation(gateway.engine, { document, caller, headers: {}, traceId: 'trace' })
    return data?.me
  }
  for (let round = 0; round < 2; round++) {
    expect(await answer()).toBeNull()
    expect(await answer(callerWith())).toBeNull()
    expect(await answer(callerWith(['read:salary']))).toEqual({ email: 'u1@example.org', salary: 1_000 })
  }
})
