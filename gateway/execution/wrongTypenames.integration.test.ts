import { inProcessSupergraph, type TestSubgraph } from '@atelier/testkit/gateway/inProcessSubgraphs.ts'
import { beforeEach, describe, expect, it } from 'vitest'

const one: TestSubgraph = {
  name: 'one',
  typeDefs: `
    type Query { i: I l: [I!]! u: U o: O }
    interface I { x: Int }
    type P implements I { x: Int }
    type O { x: Int s: String! }
    union U = P`,
  resolvers: { I: { __resolveType: () => 'P' } },
}

const renamed: TestSubgraph = {
  name: 'renamed',
  typeDefs: 'schema { query: MyQuery } type MyQuery { x: Int again: MyQuery }',
  resolvers: { MyQuery: { x: () => 1, again: () => ({}) } },
}

describe.each([
  ['compiled', 1],
  ['not compiled', Number.POSITIVE_INFINITY],
])('a __typename that is not of its place (response %s)', (_, compileAt) => {
  const { run, instead, reset } = inProcessSupergraph([one], { compileAt })
  beforeEach(() => reset())

  const invalid = (type: string, ...path: unknown[]) => [
    expect.objectContaining({ message: `Invalid __typename found for an object of type ${type}.`, path }),
  ]

  it.each([
    ['an object that does not implement the interface', '{ i { __typename x } }', 'O'],
    ['a root type', '{ i { x } }', 'Query'],
    ['a scalar', '{ i { x } }', 'Int'],
    ['a number', '{ i { __typename x } }', 7],
    ['null', '{ i { __typename x } }', null],
    ['no type at all', '{ i { x } }', 'Nope'],
  ])('is told, and the object null, when it is %s', async (_, query, __typename) => {
    instead.set('one', { data: { i: { __typename, x: 1 } } })
    expect(await run(query)).toEqual({ data: { i: null }, errors: invalid('I', 'i') })
  })

  it('is told where a union or an object type is expected', async () => {
    instead.set('one', { data: { u: { __typename: 'O', x: 1 } } })
    expect(await run('{ u { ... on P { x } } }')).toEqual({ data: { u: null }, errors: invalid('U', 'u') })
    instead.set('one', { data: { o: { __typename: 'P', x: 1 } } })
    expect(await run('{ o { x s } }')).toEqual({ data: { o: null }, errors: invalid('O', 'o') })
  })

  it('carries its null up where none may be', async () => {
    instead.set('one', {
      data: {
        l: [
          { __typename: 'P', x: 1 },
          { __typename: 'Query', x: 1 },
        ],
      },
    })
    expect(await run('{ l { x } }')).toEqual({ data: null, errors: invalid('I', 'l', 1) })
  })

  it('belongs where a root type stands, which a subgraph may call otherwise', async () => {
    const { run: ask } = inProcessSupergraph([renamed], { compileAt })
    expect(await ask('{ again { __typename x } }')).toEqual({ data: { again: { __typename: 'Query', x: 1 } } })
  })
})
