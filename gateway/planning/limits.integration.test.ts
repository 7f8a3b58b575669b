import { inProcessSupergraph } from '@atelier/testkit/gateway/inProcessSubgraphs.ts'
import { NO_DOCUMENT_LIMITS } from '@atelier/testkit/gateway/noDocumentLimits.ts'
import { buildSchema } from 'graphql'
import { describe, expect, it } from 'vitest'
import { ValidatedDocuments } from './validatedDocuments.ts'

describe('an operation that is a bomb', () => {
  it('of fragments that double at each level is refused before it is planned', async () => {
    const { run } = inProcessSupergraph([
      { name: 'a', typeDefs: 'type Query { node: Node } type Node { node: Node id: ID }', resolvers: {} },
    ])
    const levels = Array.from(
      { length: 40 },
      (_, n) => `fragment F${n} on Node { a: node { ...F${n + 1} } b: node { ...F${n + 1} } }`,
    )
    const { data, errors } = await run(`{ node { ...F0 } } ${levels.join(' ')} fragment F40 on Node { id }`)
    expect(data).toBeUndefined()
    expect(errors[0].extensions.code).toBe('COST_LIMIT_EXCEEDED')
  })

  it('of depth is refused and not thrown', () => {
    const documents = new ValidatedDocuments(buildSchema('type Query { a: Query }'), {
      introspection: true,
      limits: NO_DOCUMENT_LIMITS,
      keptLength: 1_000_000,
    })
    expect(documents.get('{ a '.repeat(100_000))).toMatchObject({
      errors: [{ extensions: { code: 'GRAPHQL_PARSE_FAILED' } }],
    })
  })
})
