import { inProcessSupergraph, type TestSubgraph } from '@atelier/testkit/gateway/inProcessSubgraphs.ts'
import { describe, expect, it } from 'vitest'

const byReference = { __resolveReference: (reference: object) => reference }

/** Toys require of the shop, which knows no toys but goods, what these cost. */
const home: TestSubgraph = {
  name: 'home',
  typeDefs: `
    type Query { toy: Toy }
    interface Goods @key(fields: "id") { id: ID! }
    type Toy implements Goods @key(fields: "id") {
      id: ID! price: Int @external label: String @requires(fields: "price")
    }`,
  resolvers: {
    Query: { toy: () => ({ id: 'ball' }) },
    Goods: { __resolveReference: (reference: object) => ({ ...reference, __typename: 'Toy' }) },
    Toy: { ...byReference, label: ({ price }: { price?: number }) => `for ${price}` },
  },
}

const shop: TestSubgraph = {
  name: 'shop',
  typeDefs: 'type Goods @key(fields: "id") @interfaceObject { id: ID! price: Int }',
  resolvers: { Goods: { ...byReference, price: () => 10 } },
}

const customs: TestSubgraph = {
  name: 'customs',
  typeDefs: `type Goods @key(fields: "id") @interfaceObject {
    id: ID! price: Int @external duty: String @requires(fields: "price")
  }`,
  resolvers: { Goods: { ...byReference, duty: ({ price }: { price?: number }) => `on ${price}` } },
}

/** A type that has nothing to do with goods. */
const ferries: TestSubgraph[] = [
  {
    name: 'ferries',
    typeDefs: 'type Ferry @key(fields: "id") { id: ID! price(currency: String): Int }',
    resolvers: { Ferry: { ...byReference, price: () => 1600 } },
  },
  {
    name: 'travel',
    typeDefs: `
      type Query { ferry: Ferry }
      type Ferry @key(fields: "id") {
        id: ID! price(currency: String): Int @external fare: String @requires(fields: "price(currency: \\"JPY\\")")
      }`,
    resolvers: {
      Query: { ferry: () => ({ id: 'blue' }) },
      Ferry: { ...byReference, fare: ({ price }: { price?: number }) => `for ${price}` },
    },
  },
]

describe('what a type requires of an interface object', () => {
  it('may be required of an unrelated type with arguments, which changes nothing', async () => {
    const { run, sent } = inProcessSupergraph([home, shop, ...ferries])
    expect(await run('{ toy { label } ferry { fare } }')).toEqual({
      data: { toy: { label: 'for 10' }, ferry: { fare: 'for 1600' } },
    })
    expect(sent).toContainEqual(expect.objectContaining({ query: expect.stringContaining('...on Goods{price}') }))
  })

  const { run } = inProcessSupergraph([home, shop, customs])

  it.each([
    ['may be required by another interface object', '{ toy { label } }', { label: 'for 10' }],
    ['is told to each that requires it', '{ toy { label duty } }', { label: 'for 10', duty: 'on 10' }],
    ['may be asked for as well', '{ toy { price label duty } }', { price: 10, label: 'for 10', duty: 'on 10' }],
  ])('%s', async (_, query, toy) => {
    expect(await run(query)).toEqual({ data: { toy } })
  })
})
