import { inProcessSupergraph, type TestSubgraph } from '@atelier/testkit/gateway/inProcessSubgraphs.ts'
import { type FieldNode, type GraphQLResolveInfo, print } from 'graphql'
import { beforeEach, describe, expect, it } from 'vitest'

const DIRECTIVE = 'directive @upper(x: Int) repeatable on FIELD | INLINE_FRAGMENT'

type Person = { id: string }

/** A value with the directives of the field that it answers, their variables' values written in. */
const telling =
  (read: (person: Person) => string) =>
  (person: Person, _: unknown, __: unknown, { fieldNodes, variableValues }: GraphQLResolveInfo) =>
    [read(person), ...fieldNodes.flatMap(directivesOf).map(text => text.replace('$x', String(variableValues.x)))].join(
      ' ',
    )

const directivesOf = ({ directives = [] }: FieldNode) => directives.map(directive => print(directive))

const people: TestSubgraph = {
  name: 'people',
  typeDefs: `${DIRECTIVE}
    type Query { me: P boss: P }
    type P @key(fields: "id") { id: ID! name(long: Boolean): String friend: P }`,
  resolvers: {
    Query: { me: () => ({ id: '1' }), boss: () => ({ id: '2' }) },
    P: {
      id: telling(({ id }) => id),
      name: telling(() => 'ada'),
      friend: () => ({ id: '3' }),
    },
  },
}

const towns: TestSubgraph = {
  name: 'towns',
  typeDefs: `${DIRECTIVE} type P @key(fields: "id") { id: ID! town: String }`,
  resolvers: {
    P: {
      __resolveReference: ({ id }: Person) => ({ id }),
      town: telling(({ id }) => `town${id}`),
    },
  },
}

const gateway = inProcessSupergraph([people, towns])
const { run, sent } = gateway
beforeEach(() => gateway.reset())

const dataOf = async (query: string, variables = {}) => {
  const { data, errors } = await run(query, variables)
  expect(errors).toBeUndefined()
  return data
}

describe('a directive that subgraphs act upon', () => {
  it('is about the one alias that it stands on', async () => {
    expect(await dataOf('{ me { a: name @upper b: name } }')).toEqual({ me: { a: 'ada @upper', b: 'ada' } })
  })

  it('is told from the same one with another argument', async () => {
    const query = 'query ($x: Int) { me { a: name @upper(x: $x) b: name @upper(x: 2) c: town @upper(x: $x) d: town } }'
    expect(await dataOf(query, { x: 1 })).toEqual({
      me: { a: 'ada @upper(x: 1)', b: 'ada @upper(x: 2)', c: 'town1 @upper(x: 1)', d: 'town1' },
    })
  })

  it('is about one alias also where it stands far below it', async () => {
    expect(await dataOf('{ a: me { friend { name @upper town @upper } } b: me { friend { name town } } }')).toEqual({
      a: { friend: { name: 'ada @upper', town: 'town3 @upper' } },
      b: { friend: { name: 'ada', town: 'town3' } },
    })
  })

  it('is about a field as a whole, wherever else that is selected', async () => {
    const query = '{ me { f: friend @upper { name } ...More } } fragment More on P { f: friend { id town } }'
    expect(await dataOf(query)).toEqual({ me: { f: { name: 'ada', id: '3', town: 'town3' } } })
  })

  it('changes no key that the planner asks for, and no type', async () => {
    expect(await dataOf('{ me { id @upper t: __typename @upper town } }')).toEqual({
      me: { id: '1 @upper', t: 'P', town: 'town1' },
    })
    expect(sent[1]?.variables.representations).toEqual([{ __typename: 'P', id: '1' }])
  })

  it('leaves the names of fields that differ in nothing as they are', async () => {
    await dataOf('{ me { name @upper } boss { name } }')
    expect(sent[0]?.query).not.toContain('call')
  })
})
