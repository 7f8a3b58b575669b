import { inProcessSupergraph, type TestSubgraph } from '@atelier/testkit/gateway/inProcessSubgraphs.ts'
import { beforeEach, describe, expect, it } from 'vitest'

type Thing = { id: string }

const shops: TestSubgraph = {
  name: 'shops',
  typeDefs: `
    type Query { shops: [Shop!]! many: [Shop!]! fair: Fair }
    type Shop @key(fields: "id") { id: ID! shelves: [Shelf!]! best: Product! }
    type Fair @key(fields: "id") { id: ID! booth: Shelf! }
    type Shelf { number: Int! products: [Product!]! }
    type Product @key(fields: "id") { id: ID! }`,
  resolvers: {
    Query: {
      shops: () => ['s1', 's2', 's3'].map(id => ({ id })),
      many: () => Array.from({ length: 120 }, (_, index) => ({ id: `many${index}` })),
      fair: () => ({ id: 'f1', booth: { number: 9, products: [{ id: 'p1' }] } }),
    },
    Shop: {
      __resolveReference: ({ id }: Thing) => ({ id }),
      shelves: () => [
        { number: 1, products: [{ id: 'p1' }, { id: 'p2' }] },
        { number: 2, products: [{ id: 'p1' }] },
      ],
      best: () => ({ id: 'p2' }),
    },
    Fair: { __resolveReference: ({ id }: Thing) => ({ id }) },
    Product: { __resolveReference: ({ id }: Thing) => ({ id }) },
  },
}

const pricing: TestSubgraph = {
  name: 'pricing',
  typeDefs: `
    type Shop @key(fields: "id") @context(name: "place") {
      id: ID!
      currency(long: Boolean = false): String
      tax: Tax
      discounts: [Discount!]!
    }
    type Fair @key(fields: "id") @context(name: "place") {
      id: ID! money: String tax: Tax discounts: [Discount!]!
    }
    type Tax { rate: Int }
    type Discount { percent: Int! }
    type Product @key(fields: "id") {
      id: ID!
      price(
        decimals: Int = 0
        currency: String @fromContext(field: "$place ... on Shop { currency } ... on Fair { money }")
        rate: Int @fromContext(field: "$place { tax { rate } }")
        discounts: [Int] @fromContext(field: "$place { discounts { percent } }")
      ): String
      label: String!
    }`,
  resolvers: {
    Shop: {
      __resolveReference: ({ id }: Thing) => ({ id }),
      currency: ({ id }: Thing, { long }: { long: boolean }) => {
        if (id === 's3') return null
        if (id.startsWith('many')) return id
        return long ? 'a long name' : id === 's1' ? 'EUR' : 'USD'
      },
      tax: ({ id }: Thing) => (id === 's3' ? null : { rate: 20 }),
      discounts: ({ id }: Thing) => (id === 's1' ? [{ percent: 5 }, { percent: 7 }] : []),
    },
    Fair: {
      __resolveReference: ({ id }: Thing) => ({ id }),
      money: () => 'COINS',
      tax: () => ({ rate: 0 }),
      discounts: () => [],
    },
    Product: {
      __resolveReference: ({ id }: Thing) => ({ id }),
      price: ({ id }: Thing, args: Record<string, unknown>) => {
        if (id === 'p2' && args.currency === 'USD') throw new Error('no price in dollars')
        return `${id} ${args.decimals} ${args.currency} ${args.rate} ${JSON.stringify(args.discounts)}`
      },
      label: ({ id }: Thing) => `label of ${id}`,
    },
  },
}

const gateway = inProcessSupergraph([shops, pricing])
const { run, sent, down } = gateway
beforeEach(() => gateway.reset())

describe('arguments from a context', () => {
  it('come from the object above each entity, also through lists, in one operation for all', async () => {
    const { data, errors } = await run('{ shops { shelves { products { price } } } }')
    expect(errors).toHaveLength(1)
    expect(data.shops[0].shelves).toEqual([
      { products: [{ price: 'p1 0 EUR 20 [5,7]' }, { price: 'p2 0 EUR 20 [5,7]' }] },
      { products: [{ price: 'p1 0 EUR 20 [5,7]' }] },
    ])
    expect(data.shops[1].shelves[1].products).toEqual([{ price: 'p1 0 USD 20 []' }])
    expect(data.shops[2].shelves[0].products).toEqual([{ price: 'p1 0 null null []' }, { price: 'p2 0 null null []' }])
    expect(sent.map(({ service }) => service)).toEqual(['shops', 'pricing', 'pricing'])
  })

  it('come from whichever object with that context there is', async () => {
    const { data, errors } = await run(
      '{ fair { booth { products { price label } } } shops { best { price(decimals: 2) } } }',
    )
    expect(data.fair.booth.products).toEqual([{ price: 'p1 0 COINS 0 []', label: 'label of p1' }])
    expect(data.shops[0].best).toEqual({ price: 'p2 2 EUR 20 [5,7]' })
    expect(errors).toHaveLength(1)
  })

  it('are the same whatever the client asks of the object above, by the names that the context uses', async () => {
    const { data } = await run(
      '{ shops { currency: id tax: currency(long: true) discounts { percent: __typename } best { price } } }',
    )
    expect(data.shops[0]).toEqual({
      currency: 's1',
      tax: 'a long name',
      discounts: [{ percent: 'Discount' }, { percent: 'Discount' }],
      best: { price: 'p2 0 EUR 20 [5,7]' },
    })
  })

  it('put an error at the entities that it is about', async () => {
    const { data, errors } = await run('{ shops { id best { id price } } }')
    expect(data.shops).toEqual([
      { id: 's1', best: { id: 'p2', price: 'p2 0 EUR 20 [5,7]' } },
      { id: 's2', best: { id: 'p2', price: null } },
      { id: 's3', best: { id: 'p2', price: 'p2 0 null null []' } },
    ])
    expect(errors.map(({ path }: { path: unknown }) => path)).toEqual([['shops', 1, 'best', 'price']])
  })

  it('may all differ: then they take a few operations, none of any size', async () => {
    const { data } = await run('{ many { best { price } } }')
    expect(data.many.map((shop: { best: { price: string } }) => shop.best.price)).toEqual(
      Array.from({ length: 120 }, (_, index) => `p2 0 many${index} 20 []`),
    )
    expect(sent).toHaveLength(2 + 3)
  })

  it("are never the client's to give", async () => {
    await expect(run('{ shops { best { price(currency: "X") } } }')).rejects.toThrow('Unknown argument "currency"')
  })

  it('say once that the subgraph is down', async () => {
    down.add('pricing')
    const { errors } = await run('{ fair { id booth { products { price } } } }')
    expect(errors.map(({ extensions }: { extensions: object }) => extensions)).toEqual([
      { code: 'SUBGRAPH_UNAVAILABLE', serviceName: 'pricing' },
      { code: 'SUBGRAPH_UNAVAILABLE', serviceName: 'pricing' },
    ])
  })
})
