import { Feed } from '@atelier/testkit/gateway/feed.ts'
import type { TestSubgraph } from '@atelier/testkit/gateway/inProcessSubgraphs.ts'
import { type OwnGateway, startOwnGateway } from '@atelier/testkit/gateway/ownGateway.ts'
import { waitUntil } from '@atelier/testkit/support/waitUntil.ts'
import { createClient } from 'graphql-ws'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { WebSocket } from 'ws'

const feed = new Feed<{ counted: number }>()

const people: TestSubgraph = {
  name: 'people',
  typeDefs: `
    type Query { me: Person node: Node }
    type Mutation { rename(name: String!): Renamed }
    type Subscription { counted: Int }
    type Renamed { person: Person query: Query }
    interface Node { id: ID! }
    type Person implements Node @key(fields: "id") { id: ID! name: String }`,
  resolvers: {
    Query: { me: () => ({ id: '1', name: 'Ada' }), node: () => ({ __typename: 'Person', id: '1', name: 'Ada' }) },
    Mutation: { rename: (_: unknown, { name }: { name: string }) => ({ person: { id: '1', name }, query: {} }) },
    Subscription: { counted: { subscribe: () => feed } },
    Person: { __resolveReference: ({ id }: { id: string }) => ({ id, name: 'Ada' }) },
  },
}

const jobs: TestSubgraph = {
  name: 'jobs',
  typeDefs: `
    type Query { jobs: [String!] }
    type Mutation { work: Int }
    type Person @key(fields: "id") { id: ID! jobs: [String!] }`,
  resolvers: {
    Query: { jobs: () => ['all'] },
    Mutation: { work: () => 1 },
    Person: { __resolveReference: ({ id }: { id: string }) => ({ id, jobs: [`job of ${id}`] }) },
  },
}

const withOwnRoots = (sdl: string) =>
  sdl
    .replace(/\bQuery\b/g, 'RootQuery')
    .replace(/\bMutation\b/g, 'Changes')
    .replace(/\bSubscription\b/g, 'Events')

describe('a supergraph whose root types have other names', () => {
  let gateway: OwnGateway
  beforeAll(async () => {
    gateway = await startOwnGateway([people, jobs], { change: withOwnRoots })
  })
  afterAll(() => gateway.close())

  it('has queries across subgraphs answered, with fragments on its root and under its own name', async () => {
    const { data, errors } = await gateway.post(`
      query { __typename ...Root ... on RootQuery { me { name jobs } } node { id ... on Person { jobs } } }
      fragment Root on RootQuery { all: jobs }`)
    expect(errors).toEqual([])
    expect(data).toEqual({
      __typename: 'RootQuery',
      all: ['all'],
      me: { name: 'Ada', jobs: ['job of 1'] },
      node: { id: '1', jobs: ['job of 1'] },
    })
  })

  it('has mutations answered, with the query type in their results', async () => {
    const { data, errors } = await gateway.post(`mutation {
      rename(name: "Countess") { person { name jobs } query { __typename jobs me { name } ... on RootQuery { again: jobs } } }
      work
    }`)
    expect(errors).toEqual([])
    expect(data).toEqual({
      rename: {
        person: { name: 'Countess', jobs: ['job of 1'] },
        query: { __typename: 'RootQuery', jobs: ['all'], me: { name: 'Ada' }, again: ['all'] },
      },
      work: 1,
    })
  })

  it('has subscriptions answered', async () => {
    const client = createClient({ url: `${gateway.url.replace('http', 'ws')}/graphql`, webSocketImpl: WebSocket })
    const results = client.iterate({ query: 'subscription { ... on Events { counted } }' })
    const first = results.next()
    await waitUntil(() => expect(gateway.servers[0]?.subscribes.length).toBe(1))
    feed.push({ counted: 1 })
    expect((await first).value).toEqual({ data: { counted: 1 } })
    await client.dispose()
  })

  it('is shown in introspection as it is', async () => {
    const { data } = await gateway.post(
      '{ __schema { queryType { name } mutationType { name } subscriptionType { name } } }',
    )
    expect(data.__schema).toEqual({
      queryType: { name: 'RootQuery' },
      mutationType: { name: 'Changes' },
      subscriptionType: { name: 'Events' },
    })
  })

  it('is not started with another type of the usual name, and the reason is given', async () => {
    const change = (sdl: string) => `${withOwnRoots(sdl)}\ntype Query @join__type(graph: JOBS) { other: Int }`
    await expect(startOwnGateway([people, jobs], { change })).rejects.toThrow(
      '"RootQuery" is a root type, while "Query" is another',
    )
  })
})
