import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestSubgraph } from '@atelier/testkit/gateway/inProcessSubgraphs.ts'
import { type OwnGateway, startOwnGateway } from '@atelier/testkit/gateway/ownGateway.ts'
import { buildSchema, isInputObjectType } from 'graphql'
import { createClient } from 'graphql-ws'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import { type CompositionError, composeFromFile } from '../supergraph/composition.ts'

const INPUT = 'input By @oneOf { id: ID name: String nested: By }'

const people: TestSubgraph = {
  name: 'people',
  typeDefs: `
    type Query { person(by: By!): String search(filter: Filter, any: [By!]): String }
    type Mutation { remove(by: By!): String }
    type Subscription { watch(by: By!): String }
    input Filter { by: By limit: Int = 3 }
    ${INPUT}`,
  resolvers: {
    Query: {
      person: (_: unknown, { by }: { by: object }) => JSON.stringify(by),
      search: (_: unknown, args: object) => JSON.stringify(args),
    },
    Mutation: { remove: (_: unknown, { by }: { by: object }) => JSON.stringify(by) },
  },
}

const places: TestSubgraph = {
  name: 'places',
  typeDefs: `type Query { place(by: By): String } ${INPUT}`,
  resolvers: { Query: { place: (_: unknown, { by }: { by: object }) => JSON.stringify(by) } },
}

const withoutDefinition = (sdl: string) => sdl.replace('directive @oneOf on INPUT_OBJECT', '')

describe.each([
  { supergraph: 'with the definition of @oneOf', change: (sdl: string) => sdl },
  { supergraph: 'without the definition of @oneOf', change: withoutDefinition },
])('a gateway of a supergraph $supergraph', ({ change }) => {
  let gateway: OwnGateway
  beforeAll(async () => {
    gateway = await startOwnGateway([people, places], { change })
  })
  afterAll(() => gateway.close())
  beforeEach(() => {
    for (const server of gateway.servers) server.requests.length = 0
  })
  const sent = () => gateway.servers.flatMap(({ requests }) => requests)

  it.each([
    ['{ person(by: { id: "1" }) place(by: { name: "Berlin" }) }', undefined],
    ['query ($by: By!, $id: ID!) { person(by: $by) place(by: { id: $id }) }', { by: { id: '1' }, id: '2' }],
    [
      'query ($f: Filter) { search(filter: $f, any: [{ id: 1 }, { name: "a" }]) }',
      { f: { by: { nested: { id: '1' } } } },
    ],
    ['mutation { remove(by: { name: "a" }) }', undefined],
    ['query ($by: By = { id: "1" }) { place(by: $by) }', undefined],
  ])('passes one key on: %s', async (query, variables) => {
    const { data, errors } = await gateway.post(query, variables)
    expect(errors).toEqual([])
    expect(Object.values(data).every(value => typeof value === 'string')).toBe(true)
  })

  const EXACTLY_ONE = 'OneOf Input Object "By" must specify exactly one key.'
  it.each([
    ['{ person(by: { id: "1", name: "a" }) }', EXACTLY_ONE],
    ['{ person(by: {}) }', EXACTLY_ONE],
    ['{ person(by: { id: null }) }', 'Field "By.id" must be non-null.'],
    ['{ search(filter: { by: { id: "1", name: "a" } }) }', EXACTLY_ONE],
    ['{ search(any: [{ id: "1" }, { id: "1", name: "a" }]) }', EXACTLY_ONE],
    ['mutation { remove(by: { id: "1", name: "a" }) }', EXACTLY_ONE],
    ['query ($by: By = { id: "1", name: "a" }) { place(by: $by) }', EXACTLY_ONE],
    ['query ($id: ID) { place(by: { id: $id }) }', 'must be non-nullable to be used for OneOf Input Object "By".'],
    ['query ($id: ID) { search(any: [{ nested: { id: $id } }]) }', 'must be non-nullable to be used for'],
    ['query ($id: ID) { person(by: { id: $id }) }', 'must be non-nullable to be used for OneOf Input Object "By".'],
  ])('rejects a literal before anything is sent: %s', async (query, message) => {
    const { errors } = await gateway.post(query)
    expect(errors.map(error => [error.extensions.code, error.message])).toEqual([
      ['GRAPHQL_VALIDATION_FAILED', expect.stringContaining(message)],
    ])
    expect(sent()).toEqual([])
  })

  it.each([
    [
      'query ($v: By!) { person(by: $v) }',
      { id: '1', name: 'a' },
      'Exactly one key must be specified for OneOf type "By".',
    ],
    ['query ($v: By!) { person(by: $v) }', {}, 'Exactly one key must be specified for OneOf type "By".'],
    ['query ($v: By!) { person(by: $v) }', { id: null }, 'Field "id" must be non-null.'],
    [
      'query ($v: Filter) { search(filter: $v) }',
      { by: { nested: { id: '1', name: 'a' } } },
      'at "v.by.nested"; Exactly one',
    ],
    ['query ($v: [By!]) { search(any: $v) }', [{ id: '1' }, { id: '1', name: 'a' }], 'at "v[1]"; Exactly one'],
    ['mutation ($v: By!) { remove(by: $v) }', { id: '1', name: 'a' }, 'Exactly one key'],
  ])('rejects a variable before anything is sent: %s %j', async (query, v, message) => {
    const { errors } = await gateway.post(query, { v })
    expect(errors.map(error => error.extensions.code)).toEqual(['BAD_USER_INPUT'])
    expect(errors[0]?.message).toContain(message)
    expect(sent()).toEqual([])
  })

  it('rejects them in subscriptions, too', async () => {
    const client = createClient({ url: `${gateway.url.replace('http', 'ws')}/graphql`, webSocketImpl: WebSocket })
    const results = client.iterate({ query: 'subscription ($by: By!) { watch(by: $by) }', variables: { by: {} } })
    const failure = await results.next().then(
      ({ value }) => value?.errors,
      error => error,
    )
    expect(failure).toMatchObject([{ message: expect.stringContaining('Exactly one key') }])
    expect(gateway.servers.flatMap(({ subscribes }) => subscribes)).toEqual([])
    await client.dispose()
  })

  it('shows them in introspection', async () => {
    const { data } = await gateway.post(
      '{ by: __type(name: "By") { isOneOf } filter: __type(name: "Filter") { isOneOf } __schema { directives { name } } }',
    )
    expect(data).toMatchObject({ by: { isOneOf: true }, filter: { isOneOf: false } })
    expect(data.__schema.directives.filter(({ name }: { name: string }) => name === 'oneOf')).toHaveLength(1)
  })
})

describe('composition', () => {
  let folder = ''
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'one-of-'))
    return () => rm(folder, { recursive: true })
  })

  async function compose(...schemas: string[]) {
    const subgraphs = schemas.map((sdl, index) => [`s${index}`, { routing_url: `http://s${index}`, schema: { sdl } }])
    await writeFile(join(folder, 'supergraph.yaml'), JSON.stringify({ subgraphs: Object.fromEntries(subgraphs) }))
    return composeFromFile(join(folder, 'supergraph.yaml'))
  }
  const faultsOf = (...schemas: string[]) =>
    compose(...schemas).then(
      () => [],
      (error: CompositionError) => error.faults,
    )

  it.each([
    ['an input', 'type Query { a(by: By): Int } input By @oneOf { id: ID name: String }'],
    [
      'an input of a subgraph that defines the directive',
      'directive @oneOf on INPUT_OBJECT type Query { a(by: By): Int } input By @oneOf { id: ID }',
    ],
    ['an extension of an input', 'type Query { a(by: By): Int } input By { id: ID } extend input By @oneOf'],
    [
      'an input of Federation 2 with other directives',
      'extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@tag"]) type Query { a(by: By): Int } input By @oneOf @tag(name: "x") { id: ID }',
    ],
  ])('keeps @oneOf of %s in the supergraph and the API schema', async (_, sdl) => {
    const { supergraphSdl, apiSdl } = await compose(sdl)
    for (const text of [supergraphSdl, apiSdl]) {
      const type = buildSchema(text).getType('By')
      expect(isInputObjectType(type) && type.isOneOf).toBe(true)
    }
    expect(apiSdl).toContain('input By @oneOf {')
  })

  it.each([
    [
      'one of two subgraphs',
      ['type Query { a(by: By): Int } input By @oneOf { id: ID }', 'type Query { b(by: By): Int } input By { id: ID }'],
      '[s1] Input "By" is @oneOf in another subgraph',
    ],
    [
      'a field that is not null',
      ['type Query { a(by: By): Int } input By @oneOf { id: ID! }'],
      '[s0] OneOf input field By.id must be nullable.',
    ],
    [
      'a default',
      ['type Query { a(by: By): Int } input By @oneOf { id: ID = 1 }'],
      '[s0] OneOf input field By.id cannot have a default value.',
    ],
    [
      'a directive of another shape',
      ['directive @oneOf(x: Int) on OBJECT type Query { a(by: By): Int } input By { id: ID }'],
      `[s0] Directive "@oneOf" is GraphQL's own`,
    ],
  ])('rejects @oneOf with %s', async (_, schemas, fault) => {
    expect(await faultsOf(...schemas)).toEqual([expect.stringContaining(fault)])
  })
})
