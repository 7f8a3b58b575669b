import { inProcessSupergraph, type TestSubgraph } from '@atelier/testkit/gateway/inProcessSubgraphs.ts'
import { describe, expect, it } from 'vitest'

const catalogue: TestSubgraph = {
  name: 'catalogue',
  typeDefs: `
    type Query { catalogue: [Product!]! }
    type Product @key(fields: "id") @key(fields: "sku") { id: ID! sku: ID! weight(unit: String = "kg"): Int! }`,
  resolvers: {
    Query: { catalogue: () => [{ id: '1', sku: 's1', weight: 3 }] },
    Product: {
      __resolveReference: () => ({ id: '1', sku: 's1', weight: 3 }),
      weight: ({ weight }: { weight: number }, { unit }: { unit: string }) => (unit === 'g' ? weight * 1000 : weight),
    },
  },
}

/** Names a key first that it cannot be entered by. */
const prices: TestSubgraph = {
  name: 'prices',
  typeDefs: `
    type Query { offers: [Product!]! }
    type Product @key(fields: "id", resolvable: false) @key(fields: "sku") {
      id: ID! sku: ID! weight(unit: String = "kg"): Int! @external postage: Int! @requires(fields: "weight")
    }`,
  resolvers: {
    Query: { offers: () => [{ id: '1', sku: 's1' }] },
    Product: {
      __resolveReference: ({ sku, weight }: { sku?: string; weight?: number }) => {
        if (sku === undefined) throw new Error('asked by a key that is not resolvable')
        return { id: '1', sku, weight }
      },
      postage: ({ weight }: { weight: number }) => weight * 2,
    },
  },
}

describe('a plan', () => {
  it('enters a subgraph again by a key that is resolvable there', async () => {
    const { run } = inProcessSupergraph([catalogue, prices])
    expect(await run('{ offers { postage } }')).toEqual({ data: { offers: [{ postage: 6 }] } })
  })

  it('does not take a field that the client asks for with arguments for the one that is required without', async () => {
    const { run } = inProcessSupergraph([catalogue, prices])
    const { data } = await run('{ catalogue { weight(unit: "g") postage } }')
    expect(data.catalogue).toEqual([{ weight: 3000, postage: 6 }])
  })

  it('is made once for operations that differ in layout, aliases and fragments only', async () => {
    const { run, engine } = inProcessSupergraph([catalogue, prices])
    await run('{ catalogue { id weight } }')
    const plans = engine.plans.size
    await run('query Named { c: catalogue { ...Parts } } fragment Parts on Product { key: id   w: weight }')
    expect(engine.plans.size).toBe(plans + 1)
    await run('query Named { catalogue { ...Other } } fragment Other on Product { id weight }')
    expect(engine.plans.size).toBe(plans + 1)
  })
})
