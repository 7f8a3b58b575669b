import { inProcessSupergraph, type TestSubgraph } from '@atelier/testkit/gateway/inProcessSubgraphs.ts'
import { startOwnGateway } from '@atelier/testkit/gateway/ownGateway.ts'
import { randomOperation, seeded } from '@atelier/testkit/gateway/randomOperations.ts'
import { graphql, parse, validate } from 'graphql'
import { describe, expect, it } from 'vitest'

type Ride = { id: string }

const RIDES = [
  { id: '1', __typename: 'Bike', wheels: 2, tyres: { width: 40 } },
  { id: '2', __typename: 'Boat', sails: 3 },
  { id: '3', __typename: 'Duck', wheels: 4, tyres: { width: 200 }, sails: 1 },
]
const rideOf = ({ id }: Ride) => RIDES.find(ride => ride.id === id)

/** @param added fields of the interface object; the composer takes none where an interface implements the interface. */
const hereWith = (added: string): TestSubgraph => ({
  name: 'here',
  typeDefs: `
    type Query { rides: [Ride!] trip: Trip }
    type Mutation { move(id: ID!): Ride }
    type Subscription { moved: Ride }
    type Trip { ride: Ride }
    type Ride @key(fields: "id") @interfaceObject { id: ID! ${added} }`,
  resolvers: {
    Query: { rides: () => RIDES.map(({ id }) => ({ id })), trip: () => ({ ride: { id: '1' } }) },
    Mutation: { move: (_: unknown, ride: Ride) => (rideOf(ride) ? { id: ride.id } : null) },
    Subscription: {
      moved: {
        async *subscribe() {
          for (const { id } of RIDES) yield { moved: { id } }
        },
      },
    },
    Ride: {
      __resolveReference: ({ id }: Ride) => ({ id }),
      ...(added && {
        price: ({ id }: Ride) => Number(id) * 10,
        next: ({ id }: Ride) => ({ id: String((Number(id) % 3) + 1) }),
      }),
    },
  },
})

const thereWith = (landRide: string): TestSubgraph => ({
  name: 'there',
  typeDefs: `
    interface Named { id: ID! }
    interface Ride implements Named @key(fields: "id") { id: ID! }
    ${landRide}
    union Land = Bike | Duck
    union Odd = Tyres | Bike
    interface WaterRide { id: ID! sails: Int }
    type Tyres { width: Int }
    type Bike implements LandRide & Ride & Named @key(fields: "id") { id: ID! wheels: Int! tyres: Tyres }
    type Duck implements LandRide & WaterRide & Ride & Named @key(fields: "id") {
      id: ID! wheels: Int tyres: Tyres sails: Int
    }
    type Boat implements WaterRide & Ride & Named @key(fields: "id") { id: ID! sails: Int }`,
  resolvers: {
    Ride: { __resolveReference: rideOf },
    LandRide: { __resolveReference: rideOf },
    Bike: { __resolveReference: rideOf },
    Duck: { __resolveReference: rideOf },
    Boat: { __resolveReference: rideOf },
  },
})

const LAND_RIDES = {
  'that is an entity':
    'interface LandRide implements Ride & Named @key(fields: "id") { id: ID! wheels: Int tyres: Tyres }',
  'that is no entity': 'interface LandRide implements Ride & Named { id: ID! wheels: Int tyres: Tyres }',
  'of its own': 'interface LandRide { id: ID! wheels: Int tyres: Tyres }',
}

const WHEELS = [{ id: '1', wheels: 2 }, { id: '2' }, { id: '3', wheels: 4 }]
const IDS = [{ id: '1' }, { id: '2' }, { id: '3' }]

describe.each(Object.entries(LAND_RIDES))('a condition on an interface %s', (_, landRide) => {
  const { engine, run } = inProcessSupergraph([hereWith(''), thereWith(landRide)])

  it('is met in random operations as by graphql-js over one schema', async () => {
    const { apiSchema } = engine.supergraph
    const random = seeded(Number(process.env.SEED ?? 1))
    const rootValue = { rides: RIDES, trip: { ride: RIDES[0] }, move: (ride: Ride) => rideOf(ride) }
    for (let done = 0; done < 150; ) {
      const { query, variables } = randomOperation(apiSchema, random)
      if (validate(apiSchema, parse(query)).length) continue
      done += 1
      const expected = await graphql({ schema: apiSchema, source: query, variableValues: variables, rootValue })
      expect(JSON.stringify(await run(query, variables)), query).toBe(JSON.stringify(expected))
    }
  })

  it.each([
    ['{ rides { id ... on LandRide { wheels } } }', { rides: WHEELS }],
    ['{ rides { ... on LandRide { id } } }', { rides: [{ id: '1' }, {}, { id: '3' }] }],
    ['{ rides { id ... on Land { ... on LandRide { wheels } } } }', { rides: WHEELS }],
    ['{ rides { ... on Named { id } } }', { rides: IDS }],
    ['{ rides { ... on Ride { id ... on LandRide { wheels } } } }', { rides: WHEELS }],
    [
      '{ rides { __typename ... on LandRide { tyres { width } } } }',
      {
        rides: [
          { __typename: 'Bike', tyres: { width: 40 } },
          { __typename: 'Boat' },
          { __typename: 'Duck', tyres: { width: 200 } },
        ],
      },
    ],
    ['{ trip { ride { ...Wheels } } } fragment Wheels on LandRide { w: wheels }', { trip: { ride: { w: 2 } } }],
    [
      '{ rides { id ... on LandRide { ... on Bike { wheels } } } }',
      { rides: [{ id: '1', wheels: 2 }, { id: '2' }, { id: '3' }] },
    ],
    [
      '{ rides { ... on LandRide { wheels ... on WaterRide { sails } } } }',
      { rides: [{ wheels: 2 }, {}, { wheels: 4, sails: 1 }] },
    ],
    ['{ rides { ... on Odd { ... on LandRide { wheels } } } }', { rides: [{ wheels: 2 }, {}, {}] }],
    [
      '{ rides { ... on LandRide @skip(if: false) { wheels } ... on WaterRide @include(if: false) { sails } } }',
      { rides: [{ wheels: 2 }, {}, { wheels: 4 }] },
    ],
    [
      'mutation { a: move(id: "3") { ... on LandRide { wheels } } b: move(id: "2") { ... on LandRide { wheels } } }',
      { a: { wheels: 4 }, b: {} },
    ],
  ])('is met where the interface object is selected: %s', async (query, data) => {
    expect(await run(query)).toEqual({ data })
  })
})

it('a condition on another interface is met beside fields of the interface object', async () => {
  const { run } = inProcessSupergraph([hereWith('price: Int next: Ride'), thereWith(LAND_RIDES['of its own'])])
  const { data, errors } = await run(`{
    rides { price ... on LandRide { id ... on Bike { price next { id ... on Boat { sails } ... on LandRide { wheels } } } } }
  }`)
  expect(errors).toBeUndefined()
  expect(data.rides).toEqual([
    { price: 10, id: '1', next: { id: '2', sails: 3 } },
    { price: 20 },
    { price: 30, id: '3' },
  ])
})

it('a condition on another interface is met in each event of a subscription', async () => {
  const gateway = await startOwnGateway([hereWith(''), thereWith(LAND_RIDES['that is no entity'])])
  const query = 'subscription { moved { id ... on LandRide { wheels ... on WaterRide { sails } } } }'
  const response = await fetch(`${gateway.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'text/event-stream' },
    body: JSON.stringify({ query }),
  })
  const events = [...(await response.text()).matchAll(/^data: (.+)$/gm)].map(([, data = '']) => JSON.parse(data))
  await gateway.close()
  expect(events.map(({ data }) => data.moved)).toEqual([
    { id: '1', wheels: 2 },
    { id: '2' },
    { id: '3', wheels: 4, sails: 1 },
  ])
})
