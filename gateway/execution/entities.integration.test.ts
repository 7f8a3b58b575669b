import { inProcessSupergraph, type TestSubgraph } from '@atelier/testkit/gateway/inProcessSubgraphs.ts'
import { beforeEach, describe, expect, it } from 'vitest'

const products: TestSubgraph = {
  name: 'products',
  typeDefs: `
    type Query { products: [Product!]! product(id: ID!): Product }
    type Product @key(fields: "id") {
      id: ID!
      name(upper: Boolean = false): String!
      weight(unit: String = "kg"): Float!
      maker: Maker!
    }
    type Maker @key(fields: "id") { id: ID! }`,
  resolvers: {
    Query: {
      products: () => [
        { id: 'p1', maker: { id: 'm1' } },
        { id: 'p2', maker: { id: 'm1' } },
        { id: 'p3', maker: { id: 'm2' } },
      ],
      product: (_: unknown, { id }: { id: string }) => ({ id, maker: { id: 'm1' } }),
    },
    Product: {
      __resolveReference: ({ id }: { id: string }) => ({ id, maker: { id: 'm1' } }),
      name: ({ id }: { id: string }, { upper }: { upper: boolean }) => (upper ? id.toUpperCase() : id),
      weight: ({ id }: { id: string }, { unit }: { unit: string }) => Number(id.slice(1)) * (unit === 'g' ? 1000 : 1),
    },
  },
}

const makers: TestSubgraph = {
  name: 'makers',
  typeDefs: `
    type Maker @key(fields: "id") { id: ID! name: String! constructor: String motto: String }`,
  resolvers: {
    Maker: {
      __resolveReference: ({ id }: { id: string }) => ({ id }),
      name: ({ id }: { id: string }) => `Maker ${id}`,
      constructor: () => 'built',
      motto: ({ id }: { id: string }) => {
        if (id === 'm1') throw new Error('the motto database is on fire')
        return 'onwards'
      },
    },
  },
}

const shipping: TestSubgraph = {
  name: 'shipping',
  typeDefs: `
    type Product @key(fields: "id") {
      id: ID!
      weight(unit: String = "kg"): Float! @external
      cost: String! @requires(fields: "weight(unit: \\"g\\")")
      label: String! @requires(fields: "weight(unit: \\"kg\\")")
      plain: String! @requires(fields: "weight")
    }`,
  resolvers: {
    Product: {
      __resolveReference: (reference: object) => reference,
      cost: ({ weight }: { weight: number }) => `costs ${weight}`,
      label: ({ weight }: { weight: number }) => `weighs ${weight}`,
      plain: ({ weight }: { weight: number }) => `is ${weight}`,
    },
  },
}

const gateway = inProcessSupergraph([products, makers, shipping])
const { run, sent, down } = gateway
beforeEach(() => gateway.reset())

describe('entities', () => {
  it('joins an entity over two subgraphs and asks for each one once', async () => {
    const { data, errors } = await run('{ products { id maker { name } } }')
    expect(errors).toBeUndefined()
    expect(data.products.map((product: { maker: { name: string } }) => product.maker.name)).toEqual([
      'Maker m1',
      'Maker m1',
      'Maker m2',
    ])
    expect(sent.find(({ service }) => service === 'makers')?.variables.representations).toHaveLength(2)
  })

  it('keeps a client alias from taking the place of a key', async () => {
    const { data } = await run('{ products { id: name maker { id: name } } }')
    expect(data.products[2]).toEqual({ id: 'p3', maker: { id: 'Maker m2' } })
  })

  it('answers one field asked for with several sets of arguments', async () => {
    const { data } = await run(
      '{ product(id: "p2") { name loud: name(upper: true) id } other: product(id: "p3") { id } }',
    )
    expect(data).toEqual({ product: { name: 'p2', loud: 'P2', id: 'p2' }, other: { id: 'p3' } })
  })

  it('gives each @requires its own arguments, whatever the client asks the field with', async () => {
    const { data, errors } = await run('{ product(id: "p2") { label weight: weight(unit: "t") plain cost } }')
    expect(errors).toBeUndefined()
    expect(data.product).toEqual({ label: 'weighs 2', weight: 2, plain: 'is 2', cost: 'costs 2000' })
    expect((await run('{ product(id: "p2") { weight(unit: "g") plain } }')).data.product).toEqual({
      weight: 2000,
      plain: 'is 2',
    })
  })

  it('takes variables by names that the planner gives to its own', async () => {
    const query = `query ($representations: Boolean, $client_representations: ID!) {
      product(id: $client_representations) { maker { name } name(upper: $representations) label }
    }`
    const { data, errors } = await run(query, { representations: true, client_representations: 'p1' })
    expect(errors).toBeUndefined()
    expect(data.product).toEqual({ maker: { name: 'Maker m1' }, name: 'P1', label: 'weighs 1' })
  })

  it('answers fields that are named like members of every JavaScript object', async () => {
    const { data } = await run('{ product(id: "p1") { maker { constructor toString: name __proto: name } } }')
    expect(data.product.maker).toEqual({ constructor: 'built', toString: 'Maker m1', __proto: 'Maker m1' })
  })

  it('answers named fragments, nested and spread twice', async () => {
    const { data } = await run(`
      query { products { ...Short } product(id: "p1") { ...Short } }
      fragment Short on Product { id maker { ...Name } }
      fragment Name on Maker { name }`)
    expect(data.product).toEqual({ id: 'p1', maker: { name: 'Maker m1' } })
    expect(data.products).toHaveLength(3)
  })

  it('answers several operations of one document by name', async () => {
    const document = 'query A { product(id: "p1") { id } } query B { product(id: "p2") { id } }'
    expect((await run(document, {}, { operationName: 'B' })).data).toEqual({ product: { id: 'p2' } })
    expect((await run(document)).errors[0].extensions.code).toBe('OPERATION_RESOLUTION_FAILURE')
  })
})

describe('@skip and @include', () => {
  it.each([
    [true, { product: { id: 'p1', maker: { name: 'Maker m1' } } }],
    [false, { product: { id: 'p1' } }],
  ])('follow the variable (%s), also for one text asked with both values', async (wanted, expected) => {
    const query = 'query ($wanted: Boolean!) { product(id: "p1") { id maker @include(if: $wanted) { name } } }'
    await run(query, { wanted: !wanted })
    expect((await run(query, { wanted })).data).toEqual(expected)
  })

  it('use the default of a variable that is not given', async () => {
    const { data } = await run('query ($off: Boolean = true) { product(id: "p1") { id name @skip(if: $off) } }')
    expect(data).toEqual({ product: { id: 'p1' } })
  })

  it('leave an empty object where everything in it is skipped, and fetch nothing where nothing is left', async () => {
    const { data } = await run('query { product(id: "p1") { maker { name @skip(if: true) } } }')
    expect(data).toEqual({ product: { maker: {} } })
    gateway.reset()
    expect(await run('{ product(id: "p1") @skip(if: true) { id } }')).toEqual({ data: {} })
    expect(sent).toEqual([])
  })

  it('never skip what another field requires', async () => {
    const { data } = await run('{ product(id: "p3") { weight @skip(if: true) label } }')
    expect(data).toEqual({ product: { label: 'weighs 3' } })
  })
})

describe('errors', () => {
  it('stand at the client path of every place where the entity is, and hide what is not for clients', async () => {
    const { data, errors } = await run('{ all: products { m: maker { id words: motto } } }')
    expect(data.all[2].m.words).toBe('onwards')
    expect(data.all[0].m).toEqual({ id: 'm1', words: null })
    expect(errors.map(({ path }: { path: unknown }) => path)).toEqual([
      ['all', 0, 'm', 'words'],
      ['all', 1, 'm', 'words'],
    ])
    expect(JSON.stringify(errors)).not.toContain('fire')
    expect(errors[0].extensions).toEqual({ code: 'INTERNAL_SERVER_ERROR', traceId: 'trace', serviceName: 'makers' })
  })

  it('say once for each failed fetch which subgraph did not answer, beside the data of the others', async () => {
    down.add('makers')
    const { data, errors } = await run('{ products { id maker { id motto } } }')
    expect(data.products[0]).toEqual({ id: 'p1', maker: { id: 'm1', motto: null } })
    expect(errors).toHaveLength(1)
    expect(errors[0].extensions).toEqual({ code: 'SUBGRAPH_UNAVAILABLE', serviceName: 'makers' })
  })

  it('carry the null of a failed fetch up to the nearest nullable place without telling it twice', async () => {
    down.add('makers')
    const { data, errors } = await run('{ product(id: "p1") { id maker { name } } }')
    expect(data).toEqual({ product: null })
    expect(errors).toHaveLength(1)
  })

  it('are about the variables when those do not fit', async () => {
    const result = await run('query ($id: ID!) { product(id: $id) { id } }', {})
    expect(result.data).toBeUndefined()
    expect(result.errors[0].extensions.code).toBe('BAD_USER_INPUT')
    expect(sent).toEqual([])
  })

  it('stop further fetches when the client has gone', async () => {
    await run('{ products { maker { name } } }', {}, { signal: AbortSignal.abort() })
    expect(sent).toEqual([])
  })
})

describe('introspection', () => {
  it('is answered beside data, with __typename at every level', async () => {
    const { data } = await run(
      'query ($type: String!) { __typename t: __type(name: $type) { name } product(id: "p1") { __typename } }',
      { type: 'Maker' },
    )
    expect(data).toEqual({ __typename: 'Query', t: { name: 'Maker' }, product: { __typename: 'Product' } })
  })
})
