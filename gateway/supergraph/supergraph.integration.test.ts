import { composeServices } from '@apollo/composition'
import { parse } from 'graphql'
import { describe, expect, it } from 'vitest'
import { loadSupergraph } from './supergraph.ts'

function compose(typeDefs: string): string {
  const link = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: [
    "@key", "@interfaceObject", "@inaccessible", "@tag", "@cost", "@listSize", "@authenticated"])`
  const entity =
    'interface Media @key(fields: "id") { id: ID! } type Book implements Media @key(fields: "id") { id: ID! }'
  const result = composeServices([
    { name: 'a', url: 'http://a/graphql', typeDefs: parse(`${link} ${typeDefs}`) },
    { name: 'b', url: 'http://b/graphql', typeDefs: parse(`${link} ${entity}`) },
  ])
  if (result.errors) throw new Error(result.errors.map(({ message }) => message).join('\n'))
  return result.supergraphSdl
}

describe('loading a supergraph', () => {
  it('reads where subgraphs are, keys, and interfaces that are objects somewhere', () => {
    const supergraph = loadSupergraph(
      compose(`type Query { media: [Media] }
        type Media @key(fields: "id") @interfaceObject { id: ID! stars: Int }
        type Line @key(fields: "number, order") { order: ID! number: Int }`),
    )
    expect(Object.fromEntries(supergraph.urls)).toEqual({ a: 'http://a/graphql', b: 'http://b/graphql' })
    expect([...supergraph.interfaceObjects]).toEqual(['Media'])
    expect(supergraph.keyFields.get('Book')).toEqual(['id'])
    expect(supergraph.keyFields.get('Line')).toEqual(['number', 'order'])
  })

  it('keeps from clients what is inaccessible', () => {
    const { apiSchema, types } = loadSupergraph(
      compose('type Query { shown: Int hidden: Hidden @inaccessible } type Hidden @inaccessible { a: Int }'),
    )
    expect(Object.keys(apiSchema.getQueryType()?.getFields() ?? {})).toEqual(['shown'])
    expect(types.schema.getType('Hidden')).toBeDefined()
  })

  it('takes directives that ask for no protection', () => {
    const sdl = compose(
      'type Query { list(first: Int): [Int] @listSize(slicingArguments: ["first"]) @tag(name: "x") one: Int @cost(weight: 5) }',
    )
    expect(() => loadSupergraph(sdl)).not.toThrow()
  })

  it('refuses one that asks for a protection which is not enforced here', () => {
    const sdl = compose('type Query { secret: Int @authenticated }')
    expect(() => loadSupergraph(sdl)).not.toThrow()
    const another = sdl.replace('specs.apollo.dev/authenticated/v0.1', 'specs.example/sealed/v0.1')
    expect(() => loadSupergraph(another)).toThrow(/sealed/)
  })

  it('refuses what is no supergraph', () => {
    expect(() => loadSupergraph('type Query { a: Int }')).toThrow()
    expect(() => loadSupergraph('not GraphQL')).toThrow()
  })
})
