import { inProcessSupergraph } from '@atelier/testkit/gateway/inProcessSubgraphs.ts'
import { execute, parse } from 'graphql'
import { describe, expect, it } from 'vitest'

const a = { id: '1', name: 'Ada', note: 'a note' }
const { engine, run, sent } = inProcessSupergraph([
  {
    name: 'a',
    typeDefs: 'type Query { a: A } type A { id: ID! name: String note(long: Boolean): String }',
    resolvers: { Query: { a: () => a } },
  },
])

/** The messages and places of the errors that GraphQL.js gives. */
async function expectedErrors(query: string, variableValues: Record<string, unknown>) {
  const schema = engine.supergraph.apiSchema
  const { errors = [] } = await execute({ schema, document: parse(query), variableValues, rootValue: { a } })
  return errors.map(({ message, locations }) => ({ message, locations }))
}

describe('null for a condition whose variable has a default', () => {
  it.each([
    'query ($s: Boolean = true) { a { id @skip(if: $s) name } }',
    'query ($s: Boolean = true) { a { id @include(if: $s) name } }',
    'query ($s: Boolean = false) { a @skip(if: $s) { id } }',
    'query ($s: Boolean = true) { a { id ...F } } fragment F on A { ... @include(if: $s) { name } }',
    'query ($s: Boolean = true) { a { id @skip(if: $s) name @include(if: $s) } }',
  ])('refuses the request in the words of GraphQL.js: %s', async query => {
    sent.length = 0
    const { data, errors } = await run(query, { s: null })
    expect(data).toBeUndefined()
    expect(errors).toEqual(
      (await expectedErrors(query, { s: null })).map(error => ({ ...error, extensions: { code: 'BAD_USER_INPUT' } })),
    )
    expect(errors).toHaveLength(1)
    expect(sent).toEqual([])
  })

  it('is no null where the variable is left out', async () => {
    const query = 'query ($s: Boolean = true) { a { id @skip(if: $s) name @include(if: $s) } }'
    expect(await run(query)).toEqual({ data: { a: { name: 'Ada' } } })
    expect(await run(query, { s: false })).toEqual({ data: { a: { id: '1' } } })
  })

  it('is of no concern to an operation that asks it in no condition', async () => {
    const query = `query One($s: Boolean!) { a { ...F } } fragment F on A { id @skip(if: $s) }
      query Two($s: Boolean = true) { a { note(long: $s) } }
      query Three { a { name } }`
    expect(await run(query, { s: null }, { operationName: 'Two' })).toEqual({ data: { a: { note: 'a note' } } })
    expect(await run(query, { s: null }, { operationName: 'Three' })).toEqual({ data: { a: { name: 'Ada' } } })
  })
})
