import { readFileSync } from 'node:fs'
import {
  buildSchema,
  type GraphQLSchema,
  getIntrospectionQuery,
  Kind,
  type OperationDefinitionNode,
  parse,
  validate,
} from 'graphql'
import { describe, expect, it } from 'vitest'
import { loadSupergraph } from '../../supergraph/supergraph.ts'
import { DemandControl } from './demandControl.ts'

const numbers = (length: number) => Array.from({ length }, (_, index) => index)

const gateway = loadSupergraph(
  readFileSync(new URL('../../../schema/supergraph.graphql', import.meta.url), 'utf8'),
).apiSchema
const small = buildSchema('type Query { a(x: Int): A } type A { id: ID! b(y: Int, z: String): A c: Int }')
const large = buildSchema(
  `type Query { first: T0 } ${numbers(1000).map(
    n =>
      `type T${n} { ${numbers(12)
        .map(f => `f${f}(a: Int, b: String): [T${(n + f) % 1000}!]!`)
        .join(' ')} }`,
  )}`,
)

const MAX_COST = 50_000

/** What an operation is estimated to cost, or the code that it is refused with. */
function costIn(schema: GraphQLSchema, text: string, variables = {}) {
  const document = parse(text)
  expect(validate(schema, document)).toEqual([])
  const isOperation = (node: { kind: Kind }): node is OperationDefinitionNode => node.kind === Kind.OPERATION_DEFINITION
  const operation = document.definitions.find(isOperation)
  if (!operation) throw new Error('There is no operation.')
  const demand = new DemandControl(schema, { weights: new Map(), listSizes: new Map() }, MAX_COST)
  const estimate = demand.estimate(document, operation, variables)
  return 'cost' in estimate ? estimate.cost : estimate.error.extensions.code
}

const everything = getIntrospectionQuery({
  specifiedByUrl: true,
  directiveIsRepeatable: true,
  schemaDescription: true,
  inputValueDeprecation: true,
  oneOf: true,
})
/** The same as tools send that follow more wrappers of types. */
const deeper = everything.replace(
  'fragment TypeRef on __Type {',
  'fragment TypeRef on __Type { a: ofType { ofType { name } }',
)

/** The whole schema, as often as is said. */
function repeated(times: number): string {
  const [query = '', ...fragments] = everything.split(/(?=fragment )/)
  const [, field = ''] = /\{\s*(__schema[\s\S]*)\}\s*$/.exec(query) ?? []
  return `{ ${numbers(times).map(n => `a${n}: ${field}`)} } ${fragments.join('')}`
}

describe.each([
  ['of Atelier', gateway],
  ['that is small', small],
  ['that is large', large],
])('the schema %s', (_, schema) => {
  it.each([
    ['as GraphQL.js asks for it', getIntrospectionQuery()],
    ['with all that GraphQL.js can ask for', everything],
    ['with wrappers that are followed further', deeper],
  ])('is told as a whole %s', (_, query) => {
    expect(costIn(schema, query)).toBeLessThanOrEqual(MAX_COST)
  })

  it('is not told many times at once', () => {
    expect(costIn(schema, repeated(1))).toBeLessThanOrEqual(MAX_COST)
    expect(costIn(schema, repeated(45))).toBe('COST_LIMIT_EXCEEDED')
  })

  it('is not told many times by fields of fields', () => {
    const nested = numbers(45).map(n => `a${n}: __schema { types { fields { type { fields { args { name } } } } } }`)
    expect(costIn(schema, `{ ${nested} }`)).toBe('COST_LIMIT_EXCEEDED')
  })

  it('is told cheaply where little is asked for', () => {
    expect(costIn(schema, '{ __schema { queryType { name } } }')).toBeLessThanOrEqual(10)
    expect(costIn(schema, '{ __type(name: "Query") { name } __typename }')).toBeLessThanOrEqual(5)
  })
})

it('a large schema is not told twice at once', () => {
  expect(costIn(large, repeated(2))).toBe('COST_LIMIT_EXCEEDED')
})

it('only what is included of a schema costs', () => {
  const query =
    'query ($all: Boolean!) { __schema { types { ...T @include(if: $all) } } } fragment T on __Type { fields { name } }'
  const types = Object.keys(small.getTypeMap()).length
  const fields = Object.values(small.getTypeMap()).flatMap(type =>
    'getFields' in type ? Object.keys(type.getFields()) : [],
  )
  expect(costIn(small, query, { all: false })).toBe(5 * (1 + types))
  expect(costIn(small, query, { all: true })).toBe(5 * (1 + types + fields.length))
})

describe('of a schema where few types are huge', () => {
  const uneven = buildSchema(`type Query { a(x: Int, y: Int): A wide: Wide }
    type Mutation { b: Int }
    type A { id: ID! b: Int }
    type Wide { ${numbers(60).map(n => `f${n}(${numbers(5).map(a => `a${a}: Int`)}): Int`)} }`)
  const details = '{ name fields { name args { name } } }'

  it.each([
    ['a small type', `{ __type(name: "A") ${details} }`, 5 * (1 + 2)],
    ['the type of its queries', `{ __schema { queryType ${details} } }`, 5 * (1 + 1 + 2 + 2)],
    ['the type of its mutations', `{ __schema { mutationType ${details} } }`, 5 * (1 + 1 + 1)],
    ['a type that it does not have', `{ __type(name: "B") ${details} }`, 5],
  ])('%s costs as much as is told of it', (_, query, cost) => {
    expect(costIn(uneven, query)).toBe(cost)
  })

  it('a type that a variable names may be a huge one', () => {
    const query = `query ($name: String!) { __type(name: $name) ${details} }`
    expect(costIn(uneven, query, { name: 'A' })).toBe(costIn(uneven, `{ __type(name: "Wide") ${details} }`))
  })
})
