import { inProcessSupergraph, type TestSubgraph } from '@atelier/testkit/gateway/inProcessSubgraphs.ts'
import { beforeEach, describe, expect, it } from 'vitest'

type Reference = Record<string, unknown>

const lists: TestSubgraph = {
  name: 'lists',
  typeDefs: `
    type Query { ls: [E!] one: E }
    type E @key(fields: "id") { id: ID! name: String kin: Kin @shareable }
    type Kin @shareable { id: ID! name: String }`,
  resolvers: {
    Query: { ls: () => [{ id: '0' }, { id: '1' }], one: () => ({ id: '0' }) },
    E: { name: ({ id }: Reference) => `name ${id}`, kin: () => ({ id: 'k', name: 'kin' }) },
  },
}

const extras: TestSubgraph = {
  name: 'extras',
  typeDefs: `
    type E @key(fields: "id") { id: ID! must: String! may: String kin: Kin @shareable }
    type Kin @shareable { id: ID! name: String age: Int }`,
  resolvers: {
    E: {
      __resolveReference: ({ id }: Reference) => (id === '1' ? null : { id }),
      must: () => 'must',
      may: () => 'may',
      kin: () => ({ id: 'k', name: 'kin', age: 7 }),
    },
  },
}

const others: TestSubgraph = {
  name: 'others',
  typeDefs: 'type Query { c: String d: String } type Mutation { m: String }',
  resolvers: { Query: { c: () => 'c', d: () => 'd' }, Mutation: { m: () => 'm' } },
}

const gateway = inProcessSupergraph([lists, extras, others])
const { run, down, instead } = gateway
beforeEach(() => gateway.reset())

interface Told {
  message: string
  path?: unknown
  extensions: { serviceName?: string }
}

const told = ({ errors = [] }: { errors?: Told[] }) =>
  errors.map(({ message, path, extensions }) => ({ path, by: extensions.serviceName ?? message }))

const MUST = { path: ['ls', 1, 'must'], by: 'Cannot return null for non-nullable field E.must.' }

describe('a subgraph that does not answer', () => {
  it('hides no fault of another one', async () => {
    expect(told(await run('{ ls { must } c }'))).toEqual([MUST])
    down.add('others')
    const one = await run('{ ls { must } last: c }')
    expect(one.data).toEqual({ ls: null, last: null })
    expect(told(one)).toEqual([{ path: ['last'], by: 'others' }, MUST])
    expect(told(await run('{ ls { must } c d }'))).toEqual([{ by: 'others' }, MUST])
  })

  it('explains the nulls of all that it was to give', async () => {
    down.add('extras')
    expect(told(await run('{ mine: one { must } ls { must } c }'))).toEqual([
      { path: ['mine'], by: 'extras' },
      { path: ['ls'], by: 'extras' },
    ])
    down.add('lists')
    expect(told(await run('{ one { must } ls { must } }'))).toEqual([{ by: 'lists' }])
  })

  it('is told at the one field that it was to give, by the name of the client', async () => {
    down.add('others')
    expect(told(await run('mutation { mine: m }'))).toEqual([{ path: ['mine'], by: 'others' }])
    gateway.reset()
    instead.set('others', { errors: [{ message: 'no' }] })
    expect(told(await run('{ one { name } yours: c }'))).toEqual([{ path: ['yours'], by: 'others' }])
  })
})

describe('a subgraph whose answer is not what was asked for', () => {
  it.each([
    ['a list', ['x']],
    ['a text', 'x'],
  ])('is told of when an entity is %s, and the others are taken', async (_, entity) => {
    instead.set('extras', { data: { _entities: [entity, { may: 'm' }] } })
    const result = await run('{ ls { may } }')
    expect(result.data).toEqual({ ls: [{ may: null }, { may: 'm' }] })
    expect(told(result)).toEqual([{ path: ['ls'], by: 'extras' }])
  })

  it('is told of when a field of the root is left out', async () => {
    instead.set('others', { data: { _entities: 'x', d: 'd' } })
    const result = await run('{ mine: c d }')
    expect(result.data).toEqual({ mine: null, d: 'd' })
    expect(told(result)).toEqual([{ path: ['mine'], by: 'others' }])
  })

  it('is told of when there are neither data nor errors', async () => {
    instead.set('others', { data: null })
    expect(told(await run('{ c }'))).toEqual([{ path: ['c'], by: 'others' }])
    instead.set('extras', { data: null })
    expect(told(await run('{ one { may } }'))).toEqual([{ path: ['one'], by: 'extras' }])
  })

  it('cannot replace what others gave: neither on an entity nor below', async () => {
    const kin = { id: 'evil', name: 'evil', age: 3 }
    instead.set('extras', { data: { _entities: [{ __typename: 'Evil', id: 'zzz', name: 'evil', may: '1', kin }] } })
    const { data, errors } = await run('{ one { id name may kin { id name age } } }')
    expect(errors).toBeUndefined()
    expect(data.one).toEqual({ id: '0', name: 'name 0', may: '1', kin: { id: 'k', name: 'kin', age: 3 } })
  })

  it('cannot give on the root what another one was to give', async () => {
    instead.set('others', { data: { c: 'c', one: { name: 'evil' } } })
    down.add('lists')
    const result = await run('{ one { name } c }')
    expect(result.data).toEqual({ one: null, c: 'c' })
    expect(told(result)).toEqual([{ path: ['one'], by: 'lists' }])
  })
})
