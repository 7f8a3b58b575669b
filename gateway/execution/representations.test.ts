import { describe, expect, it } from 'vitest'
import type { JsonObject } from '../graphql/json.ts'
import type { EntityInputs, RequiredField, RequiredFragment, Requirement } from './instructions.ts'
import { representationsOf } from './representations.ts'

const field = (source: string, nested?: Requirement[], target = source): RequiredField => ({
  kind: 'field',
  source,
  target,
  jsonKey: `"${target}":`,
  nested,
})
const on = (type: string, ...nested: Requirement[]): RequiredFragment => ({
  kind: 'fragment',
  names: new Set([type]),
  nested,
})
const book = (id: number | undefined, more: JsonObject = {}): JsonObject => ({ __typename: 'Book', id, ...more })

describe.each([true, false])('representations (written straight: %s)', simple => {
  const make = (entities: JsonObject[], ...requires: Requirement[]) => {
    const inputs: EntityInputs = { requires: [on('Book', field('__typename'), ...requires)], inputRewrites: [], simple }
    const { json, owners } = representationsOf(entities, inputs)
    return { sent: JSON.parse(json), owners }
  }

  it('are one for each entity however often it occurs, with all its owners', () => {
    const [first, second, again] = [book(1), book(2), book(1)]
    const { sent, owners } = make([first, second, again, again], field('id'))
    expect(sent).toEqual([book(1), book(2)])
    expect(owners).toEqual([[first, again], [second]])
    expect(owners[0]?.[1]).toBe(again)
  })

  it('leave out what the entity has beside, other types, and entities that lack a required value', () => {
    const { sent } = make(
      [book(1, { secret: true }), { __typename: 'Film', id: 2 }, book(undefined), { id: 3 }],
      field('id'),
    )
    expect(sent).toEqual([book(1)])
  })

  it('take required values from nested objects and lists, null included', () => {
    const maker = (name: string | null) => ({ name, more: 1 })
    const required = field('makers', [field('name')])
    const { sent } = make(
      [book(1, { makers: [maker('a'), null, maker(null)] }), book(2, { makers: null })],
      field('id'),
      required,
    )
    expect(sent).toEqual([book(1, { makers: [{ name: 'a' }, null, { name: null }] }), book(2, { makers: null })])
  })

  it('give a value under the name that the subgraph knows', () => {
    const { sent } = make(
      [book(1, { required_0_price: 5 })],
      field('id'),
      field('required_0_price', undefined, 'price'),
    )
    expect(sent).toEqual([book(1, { price: 5 })])
  })
})

describe('representations that are rewritten', () => {
  it('get what the planner sets', () => {
    const inputs: EntityInputs = {
      requires: [on('Book', field('__typename'), field('id'))],
      inputRewrites: [
        { path: [{ names: new Set(['Book']) }], key: '__typename', action: { kind: 'set', value: 'Media' } },
      ],
      simple: false,
    }
    expect(representationsOf([book(1)], inputs).json).toBe('[{"__typename":"Media","id":1}]')
  })

  it('merge what overlapping fragments name, and drop a nested fragment that lacks a value', () => {
    const requires = [
      on('Book', field('__typename'), field('id'), field('maker', [field('name')])),
      on('Book', field('maker', [field('age'), on('Maker', field('skipped'))])),
    ]
    const entity = book(1, { maker: { __typename: 'Maker', name: 'a', age: 7 } })
    const { json } = representationsOf([entity], { requires, inputRewrites: [], simple: false })
    expect(JSON.parse(json)).toEqual([book(1, { maker: { name: 'a', age: 7 } })])
  })
})

describe('representations by a key alone', () => {
  const inputs = (types: string[], key: RequiredField): EntityInputs => ({
    requires: [{ kind: 'fragment', names: new Set(types), nested: [field('__typename'), key] }],
    inputRewrites: [],
    simple: true,
  })

  it('keep entities of different types apart, and keys that only look alike', () => {
    const entities = [book(1), { __typename: 'Film', id: 1 }, { __typename: 'Book', id: '1' }, book(1)]
    const { json, owners } = representationsOf(entities, inputs(['Book', 'Film'], field('id')))
    expect(JSON.parse(json)).toEqual(entities.slice(0, 3))
    expect(owners.map(({ length }) => length)).toEqual([2, 1, 1])
  })

  it('tell composite keys apart by what they hold', () => {
    const entities = [{ a: 1 }, { a: 2 }, { a: 1 }].map(id => ({ __typename: 'Book', id }))
    const { json, owners } = representationsOf(entities, inputs(['Book'], field('id')))
    expect(JSON.parse(json)).toEqual(entities.slice(0, 2))
    expect(owners.map(({ length }) => length)).toEqual([2, 1])
  })

  it('write keys that need escaping, and null', () => {
    const entities = ['"', '\n', '\ud800', null].map(id => ({ __typename: 'Book', id }))
    expect(JSON.parse(representationsOf(entities, inputs(['Book'], field('id'))).json)).toEqual(entities)
  })
})
