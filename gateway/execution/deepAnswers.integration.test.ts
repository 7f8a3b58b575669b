import { inProcessSupergraph, type TestSubgraph } from '@atelier/testkit/gateway/inProcessSubgraphs.ts'
import { beforeEach, describe, expect, it } from 'vitest'
import type { Json } from '../graphql/json.ts'

const good: TestSubgraph = {
  name: 'good',
  typeDefs: 'type Query { es: [E] ok: Int } type E @key(fields: "id") { id: ID! a: Int }',
  resolvers: { Query: { es: () => [{ id: '1' }, { id: '2' }, { id: '1' }], ok: () => 1 }, E: { a: () => 2 } },
}

const bad: TestSubgraph = {
  name: 'bad',
  typeDefs: 'scalar Any type Query { any: Any anys: [Any!] } type E @key(fields: "id") { id: ID! any: Any b: Int }',
  resolvers: {},
}

const fed: TestSubgraph = {
  name: 'fed',
  typeDefs: 'scalar Any type E @key(fields: "id") { id: ID! any: Any @external fromAny: Int @requires(fields: "any") }',
  resolvers: {},
}

const { run, instead, engine, reset } = inProcessSupergraph([good, bad, fed])
// Not by structuredClone, which goes into what it copies.
const send = engine.transport.send
engine.transport = {
  send: async request => {
    const reply = instead.get(request.service)
    return reply ? { ...reply } : send(request)
  },
}
beforeEach(() => reset())

const nested = (levels: number): Json => JSON.parse('['.repeat(levels) + ']'.repeat(levels))

describe('a value of a custom scalar', () => {
  it('passes with a thousand levels', async () => {
    instead.set('bad', { data: { any: nested(1_000) } })
    const { data, errors } = await run('{ any }')
    expect(errors).toBeUndefined()
    expect(JSON.stringify(data.any)).toBe(JSON.stringify(nested(1_000)))
  })

  it.each([1_001, 5_000, 200_000])('that nests %i levels deep is null with an error, beside all else', async levels => {
    instead.set('bad', { data: { any: nested(levels), anys: [1, nested(levels)] } })
    const { data, errors } = await run('{ any anys ok }')
    expect(data).toEqual({ any: null, anys: null, ok: 1 })
    expect(errors.map(({ path }: { path: unknown }) => path)).toEqual([['any'], ['anys', 1]])
  })

  it.each([5_000, 200_000])('that nests %i levels deep costs nothing else of entities either', async levels => {
    instead.set('bad', { data: { _entities: [{ any: nested(levels), b: 3 }, { b: 4 }] } })
    const { data, errors } = await run('{ es { a any b } ok }')
    expect(data.ok).toBe(1)
    expect(data.es).toEqual([
      { a: 2, any: null, b: 3 },
      { a: 2, any: null, b: 4 },
      { a: 2, any: null, b: 3 },
    ])
    expect(errors.map(({ path }: { path: unknown }) => path)).toEqual([
      ['es', 0, 'any'],
      ['es', 2, 'any'],
    ])
  })

  it('that nests too deeply to be sent to another subgraph costs what that one was to give', async () => {
    instead.set('bad', { data: { _entities: [{ any: nested(200_000) }, { any: 1 }] } })
    const { data, errors } = await run('{ es { a fromAny } ok }')
    expect(data.ok).toBe(1)
    expect(data.es[1]).toEqual({ a: 2, fromAny: null })
    expect(errors).toEqual([expect.objectContaining({ path: ['es'] })])
    expect(errors[0].extensions).toEqual({ code: 'SUBGRAPH_UNAVAILABLE', serviceName: 'fed' })
  })
})
