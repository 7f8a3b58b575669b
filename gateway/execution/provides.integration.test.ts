import { inProcessSupergraph, type TestSubgraph } from '@atelier/testkit/gateway/inProcessSubgraphs.ts'
import { beforeEach, describe, expect, it } from 'vitest'

const users: TestSubgraph = {
  name: 'users',
  typeDefs: `
    type User @key(fields: "id") @key(fields: "email") { id: ID! email: String! name: String @shareable address: Address }
    type Address @shareable { city: String country: String }`,
  resolvers: {
    User: {
      __resolveReference: ({ id, email }: { id?: string; email?: string }) => ({
        id: id ?? email?.split('@')[0],
        email: email ?? `${id}@example.com`,
      }),
      name: ({ id }: { id: string }) => `User ${id}`,
      address: () => ({ city: 'Graz', country: 'AT' }),
    },
  },
}

const posts: TestSubgraph = {
  name: 'posts',
  typeDefs: `
    type Query { posts: [Post!]! pinned: Post! @provides(fields: "author { name }") }
    type Mutation { add(text: String!): Int! }
    type Post @key(fields: "id") { id: ID! author: User! place: Shipping }
    type User @key(fields: "email") { email: String! name: String @external @shareable }
    type Shipping @key(fields: "user { id }") { user: Person! }
    type Person @shareable { id: ID! }`,
  resolvers: {
    Query: {
      posts: () => [{ id: '1', author: { email: 'ada@example.com' }, place: { user: { id: 'ada' } } }],
      pinned: () => ({ id: '2', author: { email: 'bob@example.com', name: 'Bob, as provided' } }),
    },
    Mutation: {
      add: (() => {
        const added: string[] = []
        return (_: unknown, { text }: { text: string }) => added.push(text)
      })(),
    },
  },
}

const shipping: TestSubgraph = {
  name: 'shipping',
  typeDefs: `
    type Shipping @key(fields: "user { id }") { user: Person! fee: Int! }
    type Person @shareable { id: ID! }
    type User @key(fields: "id") {
      id: ID! address: Address @external zone: String @requires(fields: "address { country }")
    }
    type Address @shareable { country: String }`,
  resolvers: {
    Shipping: {
      __resolveReference: ({ user }: { user: object }) => ({ user }),
      fee: ({ user }: { user: { id: string } }) => user.id.length,
    },
    User: {
      __resolveReference: (reference: object) => reference,
      zone: ({ address }: { address: { country: string } }) => `zone ${address.country}`,
    },
  },
}

const gateway = inProcessSupergraph([users, posts, shipping])
const { run, sent } = gateway
beforeEach(() => gateway.reset())

describe('keys and directives', () => {
  it('spare a fetch where a field provides what is asked for', async () => {
    const { data } = await run('{ pinned { author { name } } }')
    expect(data.pinned.author.name).toBe('Bob, as provided')
    expect(sent.map(({ service }) => service)).toEqual(['posts'])
  })

  it('go from one key to another where subgraphs know an entity by different ones', async () => {
    const { data, errors } = await run('{ posts { author { id name zone } } }')
    expect(errors).toBeUndefined()
    expect(data.posts[0].author).toEqual({ id: 'ada', name: 'User ada', zone: 'zone AT' })
  })

  it('work with a key inside a nested object', async () => {
    const { data, errors } = await run('{ posts { place { fee } } }')
    expect(errors).toBeUndefined()
    expect(data.posts[0].place).toEqual({ fee: 3 })
  })
})

describe('a mutation', () => {
  it('runs equal root fields as many times as they stand there, in order', async () => {
    const { data } = await run('mutation { a: add(text: "x") b: add(text: "x") c: add(text: "y") }')
    expect(data).toEqual({ a: 1, b: 2, c: 3 })
  })

  it('runs a field once that stands in fragments, too, where it stands first', async () => {
    const { data } = await run(`
      mutation { ...Both ... on Mutation { d: add(text: "w") } e: add(text: "w") }
      fragment Both on Mutation { e: add(text: "w") ... { d: add(text: "w") } }`)
    expect(data.d).toBe(data.e + 1)
    const { data: next } = await run('mutation { add(text: "v") }')
    expect(next.add).toBe(data.d + 1)
  })
})
