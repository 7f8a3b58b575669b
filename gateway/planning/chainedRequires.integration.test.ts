import { inProcessSupergraph, type TestSubgraph } from '@atelier/testkit/gateway/inProcessSubgraphs.ts'
import { describe, expect, it } from 'vitest'

const byReference = { __resolveReference: (reference: object) => reference }

/** A tax requires the weight that another subgraph has, and the total there requires the tax. */
const taxes: TestSubgraph = {
  name: 'taxes',
  typeDefs: `
    type Query { parcel: Parcel }
    type Parcel @key(fields: "id") { id: ID! weight: Int @external tax: Int @requires(fields: "weight") }`,
  resolvers: {
    Query: { parcel: () => ({ id: 'p1' }) },
    Parcel: { ...byReference, tax: ({ weight }: { weight: number }) => weight * 2 },
  },
}

const totals = (own: string): TestSubgraph => ({
  name: 'totals',
  typeDefs: `type Parcel @key(fields: "id") {
    id: ID! tax: Int @external total: Int @requires(fields: "tax") ${own}
  }`,
  resolvers: {
    Parcel: {
      ...byReference,
      total: ({ tax }: { tax: number }) => tax + 100,
      ...(own && { weight: () => 5 }),
    },
  },
})

const scales: TestSubgraph = {
  name: 'scales',
  typeDefs: 'type Parcel @key(fields: "id") { id: ID! weight: Int }',
  resolvers: { Parcel: { ...byReference, weight: () => 5 } },
}

describe.each([
  ['the subgraph of what requires it', [taxes, totals('weight: Int')]],
  ['a third subgraph', [taxes, totals(''), scales]],
])('a required field that requires something itself of %s', (_, subgraphs) => {
  const { run } = inProcessSupergraph(subgraphs)

  it.each([
    ['is asked for by itself', '{ parcel { tax } }', { tax: 10 }],
    ['gets what it requires first', '{ parcel { total } }', { total: 110 }],
    ['may be asked for as well', '{ parcel { tax total } }', { tax: 10, total: 110 }],
    [
      'may be asked for with all that it requires',
      '{ parcel { weight tax total } }',
      { weight: 5, tax: 10, total: 110 },
    ],
  ])('%s', async (_name, query, parcel) => {
    expect(await run(query)).toEqual({ data: { parcel } })
  })
})
