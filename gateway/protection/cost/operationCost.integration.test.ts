import { composeServices } from '@apollo/composition'
import { composeForTest, inProcessSupergraph } from '@atelier/testkit/gateway/inProcessSubgraphs.ts'
import { Kind, type OperationDefinitionNode, parse, validate } from 'graphql'
import { describe, expect, it } from 'vitest'
import type { JsonObject } from '../../graphql/json.ts'
import { loadSupergraph } from '../../supergraph/supergraph.ts'
import { IntrospectionCost } from './introspectionCost.ts'
import { costOf } from './operationCost.ts'

/** Costs of operations over one subgraph. */
const costsOver = (typeDefs: string) => costsIn(composeForTest([{ name: 'a', typeDefs }]))

function costsIn(supergraphSdl: string) {
  const { apiSchema, costs } = loadSupergraph(supergraphSdl)
  const rules = { directives: costs, introspection: new IntrospectionCost(apiSchema, 50_000) }
  const compile = (text: string) => {
    const document = parse(text)
    expect(validate(apiSchema, document)).toEqual([])
    const isOperation = (node: { kind: Kind }): node is OperationDefinitionNode =>
      node.kind === Kind.OPERATION_DEFINITION
    const operation = document.definitions.find(isOperation)
    if (!operation) throw new Error('There is no operation.')
    return costOf(apiSchema, rules, document, operation)
  }
  return {
    cost: (text: string, variables: JsonObject = {}) => compile(text).estimate(variables),
    fault: (text: string, variables: JsonObject = {}) => compile(text).violationOf(variables),
  }
}

describe('the cost of an operation', () => {
  const { cost } = costsOver(`
    type Query { me: User users: [User!]! named: Named tags: [String!]! rename(to: Name, all: [Name!], id: ID): User
      labelled(tags: [String!], like: Any, set: Set): Boolean }
    scalar Any
    input Set { tags: [String!] }
    type Mutation { touch: Boolean change: User }
    type Subscription { changed: User }
    interface Named { name: String friends(first: Int, last: Int): Friends! }
    union Anyone = User | Pet
    type User implements Named {
      name: String friends(first: Int, last: Int): Friends! pets: [[Pet!]!] best: Anyone labelled(tags: [String!]): Boolean posts(first: Int = 7): [Post!]!
    }
    type Friends { nodes: [User!]! totalCount: Int! }
    type Pet { name: String owner: User }
    type Post { title: String }
    input Name { first: String last: Name }
  `)

  it.each([
    ['a scalar', '{ tags }', 0],
    ['an object', '{ me { name } }', 1],
    ['a list', '{ users { name } }', 10],
    ['lists within lists', '{ users { pets { name } } }', 10 * (1 + 10)],
    ['an interface', '{ named { name } }', 1],
    ['a union', '{ me { best { ... on Pet { name owner { name } } } } }', 3],
    ['a mutation', 'mutation { touch }', 10],
    ['a mutation that answers with an object', 'mutation { change { name } }', 11],
    ['a subscription', 'subscription { changed { name } }', 1],
    ['a page of a size', '{ me { friends(first: 3) { nodes { name } } } }', 1 + 1 + 3],
    ['a page from its end', '{ me { friends(last: 4) { nodes { name } } } }', 1 + 1 + 4],
    ['a page of two sizes', '{ me { friends(first: 3, last: 4) { nodes { name } } } }', 1 + 1 + 4],
    ['a page of the usual size', '{ me { friends { totalCount nodes { name } } } }', 1 + 1 + 20],
    ['a page of no size', '{ me { friends(first: null) { nodes { name } } } }', 1 + 1 + 20],
    ['a page below zero', '{ me { friends(first: -1000) { nodes { name } } } }', 1 + 1],
    ['a list of a size', '{ me { posts(first: 3) { title } } }', 1 + 3],
    ['a list of the size that the schema gives', '{ me { posts { title } } }', 1 + 7],
    ['pages within pages', '{ me { friends { nodes { friends { nodes { name } } } } } }', 1 + 1 + 20 * (1 + 1 + 20)],
    [
      'a page in a page of a page',
      '{ me { friends(first: 2) { nodes { posts(first: 3) { title } } } } }',
      1 + 1 + 2 * (1 + 3),
    ],
    [
      'fragments, each time',
      '{ me { ...F } also: me { ...F } } fragment F on Named { friends(first: 2) { nodes { name } } }',
      8,
    ],
    [
      'fragments in pages',
      '{ me { friends(first: 2) { ...F } } } fragment F on Friends { totalCount nodes { name } }',
      4,
    ],
    ['inline fragments', '{ named { ... on User { friends(first: 2) { nodes { name } } } } }', 4],
    ['what is skipped', '{ me @skip(if: true) { name } users @include(if: false) { name } }', 0],
    ['what is included', '{ me @skip(if: false) { name } ... @include(if: true) { users { name } } }', 11],
    ['an input object', '{ rename(to: { first: "a" }) { name } }', 2],
    ['input objects in input objects', '{ rename(to: { last: { last: {} } }, id: 1) { name } }', 4],
    ['a list of input objects', '{ rename(all: [{}, { last: {} }, {}]) { name } }', 5],
    ['a type', '{ __type(name: "Pet") { name } me { __typename } }', 5 + 1],
  ])('counts %s', (_, text, expected) => {
    expect(cost(text)).toBe(expected)
  })

  it('follows the page size of a variable', () => {
    const text = 'query ($n: Int) { me { friends(first: $n) { nodes { friends(first: 2) { nodes { name } } } } } }'
    expect(cost(text, { n: 50 })).toBe(1 + 1 + 50 * 4)
    expect(cost(text, { n: null })).toBe(1 + 1 + 20 * 4)
    expect(cost(text, {})).toBe(1 + 1 + 20 * 4)
    expect(cost(text, { n: -1_000 })).toBe(2)
  })

  it("takes the argument's default where a variable has no value", () => {
    const text = 'query ($n: Int) { me { posts(first: $n) { title } } }'
    expect(cost(text)).toBe(8)
    expect(cost(text, { n: 2 })).toBe(3)
  })

  it('follows conditions of variables', () => {
    const text = `query ($yes: Boolean!, $no: Boolean!) {
      me @include(if: $yes) { name } ... @skip(if: $no) { users { name } } both: me @include(if: $yes) @skip(if: $no) { name }
    }`
    expect(cost(text, { yes: true, no: false })).toBe(12)
    expect(cost(text, { yes: true, no: true })).toBe(1)
    expect(cost(text, { yes: false, no: false })).toBe(10)
  })

  it('counts values beyond the first few, for each use', () => {
    const hundred = Array.from({ length: 100 }, () => '1')
    const uses = '{ a: labelled(tags: $tags) b: labelled(tags: $tags) c: labelled(tags: ["2", "3"]) }'
    // The list counts as a value itself.
    expect(cost(`query ($tags: [String!]) ${uses}`, { tags: hundred })).toBe(2 * 91)
    expect(cost(`query ($tags: [String!]) ${uses}`, { tags: hundred.slice(0, 9) })).toBe(0)
    expect(cost(`query ($tags: [String!] = ["1"]) ${uses}`, {})).toBe(0)
    expect(cost(`{ labelled(tags: ${JSON.stringify(hundred)}) }`)).toBe(91)
    expect(cost('query ($like: Any) { labelled(like: $like) }', { like: { a: [hundred, hundred] } })).toBe(204 - 10)
    expect(cost('query ($like: Any) { labelled(like: { a: [1, $like] }) }', { like: [hundred] })).toBe(105 - 10)
    // One input object, of which the members are counted, too.
    expect(cost('query ($set: Set) { labelled(set: $set) }', { set: { tags: hundred } })).toBe(1 + 92)
    expect(cost('query ($tags: [String!]) { labelled(set: { tags: $tags }) }', { tags: hundred })).toBe(1 + 92)
    expect(cost('query ($tag: String!) { labelled(tags: [$tag]) }', { tag: 'a' })).toBe(0)
  })

  it('counts the values of what is asked of each entry of a list', () => {
    const tags = Array.from({ length: 100 }, () => '1')
    expect(cost('query ($tags: [String!]) { users { labelled(tags: $tags) } }', { tags })).toBe(10 * (1 + 91))
  })

  it('counts the input objects of variables', () => {
    const text = 'query ($to: Name, $all: [Name!]) { rename(to: $to, all: $all) { name } }'
    expect(cost(text, { to: { last: { last: null } }, all: [{}, {}] })).toBe(1 + 2 + 2)
    expect(cost(text, { to: null })).toBe(1)
  })

  it('is known at once for fragments that double at each level', () => {
    const levels = Array.from(
      { length: 60 },
      (_, n) =>
        `fragment F${n} on Pet { owner { friends(first: $n) { nodes { pets { ...F${n + 1} ...F${n + 1} } } } } }`,
    )
    const text = `query ($n: Int) { users { pets { ...F0 } } } ${levels.join(' ')} fragment F60 on Pet { name }`
    expect(cost(text, { n: 5 })).toBe(Number.MAX_SAFE_INTEGER)
  })
})

describe('@cost', () => {
  const { cost } = costsOver(`
    type Query {
      plain(plain: Int, dear: Int @cost(weight: 3), filter: Filter, other: Filter @cost(weight: 6), e: Sort, n: [Int!]): Int
      search: String @cost(weight: 5)
      dear: Dear
      cheap: Dear @cost(weight: 0)
      many: [Dear!]!
      sort: Sort
      money: Money
    }
    type Dear @cost(weight: 8) { id: ID! slow: String @cost(weight: 4) }
    enum Sort @cost(weight: 2) { NAME }
    scalar Money @cost(weight: 9)
    input Filter { text: String @cost(weight: 7) plain: String inner: Filter texts: [String!] @cost(weight: 2) }
  `)

  it.each([
    ['a field', '{ search }', 5],
    ['an object', '{ dear { id } }', 8],
    ['a field in place of its object', '{ cheap { id } }', 0],
    ['a field of an object', '{ dear { slow } }', 12],
    ['a field of each entry', '{ many { slow } }', 120],
    ['an enum', '{ sort }', 2],
    ['a scalar', '{ money }', 9],
    ['an argument', '{ plain(dear: 1, plain: 1) }', 3],
    ['an argument that is null', '{ plain(dear: null) }', 0],
    ['an enum as an argument', '{ plain(e: NAME) }', 2],
    ['an input field', '{ plain(filter: { text: "a", plain: "b" }) }', 1 + 7],
    ['input fields at any depth', '{ plain(filter: { inner: { inner: { text: "a" } } }) }', 3 + 7],
    ['an argument in place of its input object', '{ plain(other: { text: "a" }) }', 6 + 7],
    ['each entry of a list', '{ plain(filter: { texts: ["a", "b", "c"] }) }', 1 + 6],
  ])('gives a weight to %s', (_, text, expected) => {
    expect(cost(text)).toBe(expected)
  })

  it('counts what variables bring', () => {
    const text = 'query ($dear: Int, $filter: Filter) { plain(dear: $dear, filter: $filter) }'
    expect(cost(text, { dear: 1, filter: { text: 'a', inner: { texts: ['a', 'b'] } } })).toBe(3 + 1 + 7 + 1 + 4)
    expect(cost(text, {})).toBe(0)
  })

  it('is known by another name, too', () => {
    const link =
      'extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: [{ name: "@cost", as: "@price" }])'
    const typeDefs = parse(`${link} type Query { search: String @price(weight: 5) cost: Int @deprecated }`)
    const { supergraphSdl = '' } = composeServices([{ name: 'a', url: 'http://a', typeDefs }])
    expect(costsIn(supergraphSdl).cost('{ search cost }')).toBe(5)
  })
})

describe('@listSize', () => {
  const { cost, fault } = costsOver(`
    type Query {
      assumed: [Item!]! @listSize(assumedSize: 3)
      sliced(count: Int, limit: Int): [Item!]! @listSize(slicingArguments: ["count", "limit"], requireOneSlicingArgument: false)
      both(count: Int): [Item!]! @listSize(slicingArguments: ["count"], assumedSize: 4, requireOneSlicingArgument: false)
      page(first: Int): Page @listSize(slicingArguments: ["first"], sizedFields: ["items", "names"], assumedSize: 6, requireOneSlicingArgument: false)
      strict(first: Int, last: Int): [Item!]! @listSize(slicingArguments: ["first", "last"])
      defaulted(first: Int = 2): [Item!]! @listSize(slicingArguments: ["first"])
      first(first: Int): [Item!]! @listSize(assumedSize: 2)
    }
    type Page { items: [Item!]! names: [String!]! related: [Item!]! }
    type Item { id: ID! children(first: Int): [Item!]! weighed: String @cost(weight: 2) }
  `)

  it.each([
    ['assumedSize', '{ assumed { id } }', 3],
    ['slicingArguments', '{ sliced(count: 5) { id } }', 5],
    ['the largest of slicingArguments', '{ sliced(count: 5, limit: 7) { id } }', 7],
    ['no slicingArguments', '{ sliced { id } }', 10],
    ['slicingArguments before assumedSize', '{ both(count: 9) { id } }', 9],
    ['assumedSize for want of slicingArguments', '{ both { id } }', 4],
    ['sizedFields', '{ page(first: 5) { items { id } } }', 1 + 5],
    ['sizedFields and others', '{ page(first: 5) { items { weighed } related { id } } }', 1 + 5 * 3 + 10],
    [
      'sizedFields in fragments',
      '{ page(first: 5) { ...F ... { items { id } } } } fragment F on Page { x: items { id } }',
      1 + 5 + 5,
    ],
    ['sizedFields of an assumed size', '{ page { items { id } } }', 1 + 6],
    ['the default of a slicing argument', '{ defaulted { id } }', 2],
    ['@listSize before an argument that is called first', '{ first(first: 50) { id } }', 2],
  ])('sizes lists: %s', (_, text, expected) => {
    expect(cost(text)).toBe(expected)
  })

  it('follows slicing arguments of variables', () => {
    const text = 'query ($n: Int, $m: Int) { sliced(count: $n, limit: $m) { id } page(first: $n) { items { id } } }'
    expect(cost(text, { n: 4, m: 3 })).toBe(4 + 1 + 4)
    expect(cost(text, { n: 4, m: 30 })).toBe(30 + 1 + 4)
    expect(cost(text, {})).toBe(10 + 1 + 6)
  })

  it.each([
    ['{ strict(first: 1) { id } }', {}, true],
    ['{ strict { id } }', {}, false],
    ['{ strict(first: 1, last: 1) { id } }', {}, false],
    ['query ($n: Int) { strict(first: $n) { id } }', { n: 1 }, true],
    ['query ($n: Int) { strict(first: $n) { id } }', {}, false],
    ['query ($n: Int) { strict(first: $n) { id } }', { n: null }, false],
    ['{ defaulted { id } }', {}, true],
    ['{ sliced { id } }', {}, true],
    ['{ page { ...F } } fragment F on Page { items { id } }', {}, true],
  ])('requires one slicing argument unless told otherwise: %s with %j', (text, variables, isKept) => {
    expect(fault(text, variables)).toBe(
      isKept ? undefined : 'Query.strict needs exactly one of its arguments first, last.',
    )
  })
})

describe('an operation that costs more than is allowed', () => {
  const { run, sent } = inProcessSupergraph([
    {
      name: 'a',
      typeDefs: `type Query { node: Node strict(n: Int): [Node] @listSize(slicingArguments: ["n"]) }
        type Node { nodes(first: Int): [Node] id: ID }`,
      resolvers: { Query: { node: () => ({ nodes: [] }) } },
    },
  ])
  const nested = (levels: number) => `{ node ${'{ nodes(first: 10) '.repeat(levels)} { id } ${'}'.repeat(levels)} }`

  it('is refused before anything is fetched, and told the figures', async () => {
    expect((await run(nested(4))).errors).toBeUndefined()
    const before = sent.length
    const { data, errors } = await run(nested(5))
    expect(data).toBeUndefined()
    expect(errors[0].extensions).toEqual({ code: 'COST_LIMIT_EXCEEDED', cost: { estimated: 111_111, limit: 100_000 } })
    expect(sent).toHaveLength(before)
  })

  it('is refused for the variables of one request, and not of the next', async () => {
    const text = 'query ($n: Int) { node { nodes(first: $n) { id } } }'
    expect((await run(text, { n: 1_000_000 })).errors[0].extensions.code).toBe('COST_LIMIT_EXCEEDED')
    expect((await run(text, { n: 10 })).errors).toBeUndefined()
  })

  it('is refused where it must slice and does not', async () => {
    const { errors } = await run('{ strict { id } }')
    expect(errors[0]).toMatchObject({
      message: 'Query.strict needs exactly one of its arguments n.',
      extensions: { code: 'BAD_USER_INPUT' },
    })
  })
})
