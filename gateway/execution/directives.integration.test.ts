import { inProcessSupergraph, type TestSubgraph } from '@atelier/testkit/gateway/inProcessSubgraphs.ts'
import { beforeEach, describe, expect, it } from 'vitest'

type Reference = Record<string, unknown>

const stock: TestSubgraph = {
  name: 'stock',
  typeDefs: `
    extend schema
      @link(url: "https://example.com/marks/v1.0", import: ["@mark"])
      @federation__composeDirective(name: "@mark")
    directive @mark(colour: String!) on FIELD_DEFINITION
    type Query { boxes: [Box!]! @mark(colour: "red") box(id: ID!): Box things: [Thing!]! find(filter: Filter): String @shareable }
    type Box @key(fields: "id") @key(fields: "shelf { row place } code") {
      id: ID! shelf: Shelf! code: Int! items: [Item!]! lid: Lid state: State!
      owner: Owner @override(from: "labels")
    }
    type Owner @key(fields: "name") { name: String! }
    type Shelf @shareable { row: Int! place: String! }
    type Item { name: String! weight(unit: String = "g"): Int parts: [Part] }
    type Part { grams: Int }
    type Lid @key(fields: "id") { id: ID! material: String }
    union Thing = Box | Lid
    enum State { NEW USED }
    enum Kind { SMALL LARGE }
    input Filter { kind: Kind size: Int }`,
  resolvers: {
    Query: {
      boxes: () => [{ id: 'b1' }, { id: 'b2' }],
      box: (_: unknown, { id }: { id: string }) => ({ id }),
      things: () => [
        { __typename: 'Lid', id: 'l1' },
        { __typename: 'Box', id: 'b1' },
      ],
      find: (_: unknown, { filter }: { filter: object }) => JSON.stringify(filter),
    },
    Box: {
      __resolveReference: ({ id, code }: Reference) => ({ id: id ?? `b${code}` }),
      shelf: ({ id }: { id: string }) => ({ row: Number(id.slice(1)), place: 'left' }),
      code: ({ id }: { id: string }) => Number(id.slice(1)),
      items: ({ id }: { id: string }) => (id === 'b1' ? ['x', 'y'] : []).map(name => ({ name })),
      lid: ({ id }: { id: string }) => (id === 'b1' ? { id: 'l1' } : null),
      state: () => 'NEW',
      owner: () => ({ name: 'stock' }),
    },
    Item: {
      weight: (_: unknown, { unit }: { unit: string }) => (unit === 'mg' ? 5000 : 5),
      parts: ({ name }: { name: string }) => (name === 'x' ? [{ grams: 1 }, null, { grams: 3 }] : null),
    },
    Lid: { __resolveReference: ({ id }: Reference) => ({ id }), material: () => 'oak' },
  },
}

const shipping: TestSubgraph = {
  name: 'shipping',
  typeDefs: `
    type Box @key(fields: "id") {
      id: ID!
      items: [Item!]! @external
      lid: Lid @external
      fee: String! @requires(fields: "items { weight(unit: \\"mg\\") parts { grams } } lid { material }")
      rough: String! @requires(fields: "items { weight }")
      stamp: Stamp!
      was: State
    }
    type Item { weight(unit: String = "g"): Int @external parts: [Part] @external }
    type Part { grams: Int @external }
    type Lid @key(fields: "id", resolvable: false) { id: ID! material: String @external }
    type Stamp { price: Int! }
    enum State { NEW LOST }`,
  resolvers: {
    Box: {
      __resolveReference: (reference: object) => reference,
      fee: ({ items, lid }: Reference) => JSON.stringify({ items, lid }),
      rough: ({ items }: Reference) => JSON.stringify(items),
      stamp: () => ({ price: 7 }),
    },
  },
}

const labels: TestSubgraph = {
  name: 'labels',
  typeDefs: `
    type Query { labelled: [Thing!]! find(filter: Filter): String @shareable }
    type Box @key(fields: "code shelf { place row }") { shelf: Shelf! code: Int! label: String! owner: Owner }
    type Owner @key(fields: "name") { name: String! title: String }
    type Shelf @shareable { row: Int! place: String! }
    type Sticker { text: String! }
    union Thing = Box | Sticker
    enum Kind { SMALL }
    input Filter { kind: Kind }`,
  resolvers: {
    Query: {
      labelled: () => [
        { __typename: 'Sticker', text: 'fragile' },
        { __typename: 'Box', code: 2, shelf: { row: 2, place: 'left' } },
      ],
      find: (_: unknown, { filter }: { filter: object }) => JSON.stringify(filter),
    },
    Box: {
      __resolveReference: (reference: object) => reference,
      label: ({ code, shelf }: { code: number; shelf: { row: number; place: string } }) =>
        `${code} on ${shelf.row} ${shelf.place}`,
      owner: () => ({ name: 'labels' }),
    },
    Owner: { __resolveReference: ({ name }: Reference) => ({ name }), title: ({ name }: Reference) => `Dr ${name}` },
  },
}

const gateway = inProcessSupergraph([stock, shipping, labels])
const { run, sent } = gateway
beforeEach(() => gateway.reset())

describe('@key', () => {
  it('may be of several fields and of fields of objects, in whatever order', async () => {
    const { data, errors } = await run('{ boxes { label } }')
    expect(errors).toBeUndefined()
    expect(data.boxes).toEqual([{ label: '1 on 1 left' }, { label: '2 on 2 left' }])
  })

  it('leads on to subgraphs that know an entity by another one', async () => {
    const { data, errors } = await run('{ labelled { ... on Box { id stamp { price } } } }')
    expect(errors).toBeUndefined()
    expect(data.labelled).toEqual([{}, { id: 'b2', stamp: { price: 7 } }])
  })
})

describe('@requires', () => {
  it('takes fields of objects and lists, with arguments, nulls and entities among them', async () => {
    const { data, errors } = await run('{ boxes { fee } }')
    expect(errors).toBeUndefined()
    expect(data.boxes.map(({ fee }: { fee: string }) => JSON.parse(fee))).toMatchObject([
      {
        items: [
          { weight: 5000, parts: [{ grams: 1 }, null, { grams: 3 }] },
          { weight: 5000, parts: null },
        ],
        lid: { material: 'oak' },
      },
      { items: [], lid: null },
    ])
  })

  it('gives each its own arguments, also inside lists and beside what the client asks for and skips', async () => {
    const query = `query ($no: Boolean = false) {
      box(id: "b1") { rough fee @include(if: $no) items { name weight: weight(unit: "t") parts @skip(if: true) { grams } } }
      other: box(id: "b1") { items { weight(unit: "mg") } fee }
    }`
    const { data, errors } = await run(query)
    expect(errors).toBeUndefined()
    expect(data.box.items).toEqual([
      { name: 'x', weight: 5 },
      { name: 'y', weight: 5 },
    ])
    expect(JSON.parse(data.box.rough)).toMatchObject([{ weight: 5 }, { weight: 5 }])
    expect(data.box).not.toHaveProperty('fee')
    expect(JSON.parse(data.other.fee).items).toMatchObject([{ weight: 5000 }, { weight: 5000 }])
  })
})

describe('what several subgraphs have', () => {
  it('is a union of all their members, each answered where it is known', async () => {
    const { data, errors } = await run(`{
      things { __typename ... on Lid { material } ... on Box { label } ... on Sticker { text } }
      labelled { __typename ... on Lid { material } ... on Box { code } ... on Sticker { text } }
    }`)
    expect(errors).toBeUndefined()
    expect(data).toEqual({
      things: [
        { __typename: 'Lid', material: 'oak' },
        { __typename: 'Box', label: '1 on 1 left' },
      ],
      labelled: [
        { __typename: 'Sticker', text: 'fragile' },
        { __typename: 'Box', code: 2 },
      ],
    })
  })

  it('is an input of what all of them take', async () => {
    expect((await run('{ find(filter: { kind: SMALL }) }')).data.find).toBe('{"kind":"SMALL"}')
    await expect(run('{ find(filter: { size: 1 }) }')).rejects.toThrow('"size"')
    await expect(run('{ find(filter: { kind: LARGE }) }')).rejects.toThrow('"LARGE"')
  })

  it('is an enum of all their values where it is only given', async () => {
    const { data } = await run('{ __type(name: "State") { enumValues { name } } box(id: "b1") { state } }')
    expect(data).toEqual({
      __type: { enumValues: [{ name: 'NEW' }, { name: 'LOST' }, { name: 'USED' }] },
      box: { state: 'NEW' },
    })
  })

  it('is asked of one subgraph when all can answer it', async () => {
    await run('{ labelled { ... on Box { shelf { row } } } find }')
    expect(sent.map(({ service }) => service)).toEqual(['labels'])
  })
})

describe('@override', () => {
  it('takes a field from the subgraph that had it, which is still asked for what it alone has', async () => {
    const { data } = await run('{ boxes { owner { name title } } labelled { ... on Box { owner { name } } } }')
    expect(data.boxes[0].owner).toEqual({ name: 'stock', title: 'Dr stock' })
    expect(data.labelled[1].owner).toEqual({ name: 'stock' })
  })
})

describe('@composeDirective', () => {
  it("leaves a directive of one's own in the supergraph, which is served all the same", async () => {
    expect(gateway.engine.supergraph.sdl).toContain('@mark(colour: "red")')
    expect((await run('{ boxes { id } }')).data.boxes).toHaveLength(2)
  })
})
