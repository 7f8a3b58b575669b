import { inProcessSupergraph, type TestSubgraph } from '@atelier/testkit/gateway/inProcessSubgraphs.ts'
import { describe, expect, it } from 'vitest'

type Ride = { id: string }

const RIDES = [
  { id: '1', __typename: 'Bike', wheels: 2, tyres: { width: 40 } },
  { id: '2', __typename: 'Boat', sails: 3 },
  { id: '3', __typename: 'Car', wheels: 4, tyres: { width: 200 } },
]
const rideOf = ({ id }: Ride) => RIDES.find(ride => ride.id === id)

/** @param added fields of the interface object; the composer takes none where an interface implements the interface. */
const hereWith = (added: string): TestSubgraph => ({
  name: 'here',
  typeDefs: `
    type Query { rides: [Ride!] trip: Trip }
    type Trip { ride: Ride }
    type Ride @key(fields: "id") @interfaceObject { id: ID! ${added} }`,
  resolvers: {
    Query: { rides: () => RIDES.map(({ id }) => ({ id })), trip: () => ({ ride: { id: '1' } }) },
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
    union Land = Bike | Car
    type Tyres { width: Int }
    type Bike implements LandRide & Ride & Named @key(fields: "id") { id: ID! wheels: Int! tyres: Tyres }
    type Car implements LandRide & Ride & Named @key(fields: "id") { id: ID! wheels: Int tyres: Tyres }
    type Boat implements Ride & Named @key(fields: "id") { id: ID! sails: Int }`,
  resolvers: {
    Ride: { __resolveReference: rideOf },
    LandRide: { __resolveReference: rideOf },
    Bike: { __resolveReference: rideOf },
    Car: { __resolveReference: rideOf },
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
  const { run } = inProcessSupergraph([hereWith(''), thereWith(landRide)])

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
          { __typename: 'Car', tyres: { width: 200 } },
        ],
      },
    ],
    ['{ trip { ride { ...Wheels } } } fragment Wheels on LandRide { w: wheels }', { trip: { ride: { w: 2 } } }],
    [
      '{ rides { id ... on LandRide { ... on Bike { wheels } } } }',
      { rides: [{ id: '1', wheels: 2 }, { id: '2' }, { id: '3' }] },
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
