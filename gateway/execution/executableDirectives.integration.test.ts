import { inProcessSupergraph, type TestSubgraph } from '@atelier/testkit/gateway/inProcessSubgraphs.ts'
import { describe, expect, it } from 'vitest'

const link = `extend schema
  @link(url: "https://example.com/tracing/v1.0", import: ["@trace", "@hidden"])
  @federation__composeDirective(name: "@trace")
  @federation__composeDirective(name: "@hidden")
  enum tracing__Level { LOW HIGH } input tracing__Secret { level: tracing__Level }`

/** Subgraphs that agree on directives for operations, but not on the defaults of their arguments. */
const subgraphs: TestSubgraph[] = [
  {
    name: 'first',
    typeDefs: `${link}
      directive @trace(level: tracing__Level!, tags: [String!]) on FIELD | FRAGMENT_SPREAD | QUERY | FIELD_DEFINITION
      directive @hidden(secret: tracing__Secret) on FIELD
      type Query { a: String @trace(level: LOW) }`,
    resolvers: { Query: { a: () => 'a' } },
  },
  {
    name: 'second',
    typeDefs: `${link}
      directive @trace(level: tracing__Level! = HIGH, tags: [String!]) on FIELD | FRAGMENT_SPREAD | QUERY | FIELD_DEFINITION
      directive @hidden(secret: tracing__Secret) on FIELD
      type Query { b: String }`,
    resolvers: { Query: { b: () => 'b' } },
  },
]

describe('a directive for operations that subgraphs compose', () => {
  const { engine, run, sent } = inProcessSupergraph(subgraphs)

  it('reaches each subgraph with the default of the supergraph', async () => {
    sent.length = 0
    const operation = 'query ($tags: [String!]) { a @trace(tags: $tags) b @trace(level: LOW) }'
    expect(await run(operation, { tags: ['x'] })).toEqual({ data: { a: 'a', b: 'b' } })
    const operations = sent.map(({ query }) => query)
    expect(operations.sort()).toEqual([
      expect.stringContaining('a@trace(tags:$tags level:HIGH)'),
      expect.stringContaining('b@trace(level:LOW)'),
    ])
  })

  it('reaches them on the whole operation, too', async () => {
    sent.length = 0
    expect(await run('query @trace { a }')).toEqual({ data: { a: 'a' } })
    expect(sent[0]?.query).toBe('query@trace(level:HIGH){a}')
  })

  it('stays away where it would stand on what it may not, as spreads are written out', async () => {
    sent.length = 0
    expect(await run('{ ...A @trace } fragment A on Query { a }')).toEqual({ data: { a: 'a' } })
    expect(sent[0]?.query).toBe('{a}')
  })

  it('is in the schema that clients see, for operations alone', () => {
    const directive = engine.supergraph.apiSchema.getDirective('trace')
    expect(directive?.locations).toEqual(['FIELD', 'FRAGMENT_SPREAD', 'QUERY'])
    expect(directive?.args.map(({ name, type }) => `${name}: ${type}`)).toEqual([
      'level: tracing__Level!',
      'tags: [String!]',
    ])
  })

  it('is not there when it takes objects of its specification, of which clients see nothing', () => {
    expect(engine.supergraph.apiSchema.getDirective('hidden')).toBeUndefined()
  })
})
