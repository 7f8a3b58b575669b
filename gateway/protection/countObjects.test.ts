import { buildSchema, type FragmentDefinitionNode, Kind, type OperationDefinitionNode, parse } from 'graphql'
import { describe, expect, it } from 'vitest'
import { inProcessSupergraph } from '../fixtures/inProcessSubgraphs.ts'
import { countObjects } from './countObjects.ts'

const schema = buildSchema(`
  type Query { me: User users: [User!]! named: Named }
  interface Named { name: String friends(first: Int): Friends! }
  type User implements Named { name: String friends(first: Int): Friends! pets: [[Pet!]!] }
  type Friends { nodes: [User!]! totalCount: Int! }
  type Pet { name: String owner: User }
`)

function count(text: string, variables = {}): number {
  const { definitions } = parse(text)
  const operation = definitions.find((node): node is OperationDefinitionNode => node.kind === Kind.OPERATION_DEFINITION)
  if (!operation) throw new Error('There is no operation.')
  const fragments = definitions.filter((node): node is FragmentDefinitionNode => node.kind === Kind.FRAGMENT_DEFINITION)
  return countObjects({ schema, operation, variables, fragments: new Map(fragments.map(f => [f.name.value, f])) })
}

describe('the objects of an operation', () => {
  it.each([
    ['a field', '{ me { name } }', 1],
    ['a list', '{ users { name } }', 10],
    ['lists within lists', '{ users { pets { name } } }', 110],
    ['a page of a size', '{ me { friends(first: 3) { nodes { name } } } }', 1 + 1 + 3],
    ['a page of the usual size', '{ me { friends { totalCount nodes { name } } } }', 1 + 1 + 20],
    ['pages within pages', '{ me { friends { nodes { friends { nodes { name } } } } } }', 1 + 1 + 20 * (1 + 1 + 20)],
    [
      'fragments, each time',
      '{ me { ...F } also: me { ...F } } fragment F on Named { friends(first: 2) { nodes { name } } }',
      8,
    ],
    ['inline fragments', '{ named { ... on User { friends(first: 2) { nodes { name } } } } }', 4],
    ['the schema', '{ __schema { types { name } } }', 0],
  ])('are counted for %s', (_, text, objects) => {
    expect(count(text)).toBe(objects)
  })

  it('follow the page size of a variable', () => {
    const text = 'query ($n: Int) { me { friends(first: $n) { nodes { name } } } }'
    expect(count(text, { n: 50 })).toBe(52)
    expect(count(text, { n: null })).toBe(22)
    expect(count(text, { n: -1_000 })).toBe(2)
  })

  it('are counted at once for fragments that double at each level', () => {
    const levels = Array.from(
      { length: 60 },
      (_, n) => `fragment F${n} on Pet { owner { pets { ...F${n + 1} ...F${n + 1} } } }`,
    )
    expect(count(`{ users { pets { ...F0 } } } ${levels.join(' ')} fragment F60 on Pet { name }`)).toBeGreaterThan(1e18)
  })
})

it('an operation that can answer with more objects than are allowed is refused before anything is fetched', async () => {
  const { run, sent } = inProcessSupergraph([
    {
      name: 'a',
      typeDefs: 'type Query { node: Node } type Node { nodes(first: Int): [Node] id: ID }',
      resolvers: { Query: { node: () => ({ nodes: [] }) } },
    },
  ])
  const nested = (levels: number) => `{ node ${'{ nodes(first: 10) '.repeat(levels)} { id } ${'}'.repeat(levels)} }`
  expect((await run(nested(3))).errors).toBeUndefined()
  const before = sent.length
  const { data, errors } = await run(nested(6))
  expect(data).toBeUndefined()
  expect(errors[0].extensions.code).toBe('COST_LIMIT_EXCEEDED')
  expect(sent).toHaveLength(before)
})
