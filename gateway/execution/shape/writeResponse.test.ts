import { buildSchema, Kind, parse } from 'graphql'
import { describe, expect, it } from 'vitest'
import type { JsonObject } from '../../graphql/json.ts'
import { TypeIndex } from '../../graphql/typeIndex.ts'
import { compileShape } from './compileShape.ts'
import { Selection } from './selection.ts'
import { writeResponse } from './writeResponse.ts'

const apiSchema = buildSchema(`
  type Query { node: Node strict: Node! list: [Int!] grid: [[Int]!] colour: Colour when: Date named: Named id: ID }
  type Node { must: Int! may: Int deep: Node strictList: [Node!]! }
  interface Named { name: String! }
  type Dog implements Named { name: String! }
  enum Colour { RED BLUE }
  scalar Date
`)

/** What is given the first time, and as often as it takes to be given by compiled code. */
function shape(query: string, data: JsonObject) {
  const { write } = shaper(query)
  const first = write(data)
  for (let times = 0; times < 20; times++) expect(write(data)).toEqual(first)
  return first
}

function shaper(query: string) {
  const document = parse(query)
  const [operation] = document.definitions
  if (operation?.kind !== Kind.OPERATION_DEFINITION) throw new Error('no operation')
  const types = new TypeIndex(apiSchema)
  const planName = (field: { name: { value: string } }) => field.name.value
  const selection = new Selection({ apiSchema, types, document, operation, included: () => true, planName })
  const write = (data: JsonObject) => {
    const { json, violations } = writeResponse(data, {
      selection,
      absent: new Set(),
      compileAt: 10,
      introspect: () => null,
    })
    return { data: JSON.parse(json), paths: violations.map(({ path }) => path.join('.')) }
  }
  return { write, compiled: compileShape(selection) }
}

describe('the response', () => {
  it('has what was asked for, in that order, and nothing else', () => {
    const { data } = shape('{ node { may must } }', { node: { must: 1, may: 2, key: 3, __typename: 'Node' } })
    expect(JSON.stringify(data)).toBe('{"node":{"may":2,"must":1}}')
  })

  it.each([
    ['a nullable parent', '{ node { must } }', { node: { must: null } }, { node: null }, ['node.must']],
    ['the root', '{ strict { must } }', { strict: { must: null } }, null, ['strict.must']],
    ['a list', '{ list }', { list: [1, null] }, { list: null }, ['list.1']],
    ['an inner list only', '{ grid }', { grid: [[1, null]] }, { grid: [[1, null]] }, []],
    [
      'the nearest nullable of several levels',
      '{ node { deep { strictList { must } } } }',
      { node: { deep: { strictList: [{ must: 1 }, {}] } } },
      { node: { deep: null } },
      ['node.deep.strictList.1.must'],
    ],
  ])('carries a forbidden null up to %s', (_, query, data, expected, paths) => {
    expect(shape(query, data)).toEqual({ data: expected, paths })
  })

  it.each([
    ['a string for an Int', '{ node { may } }', { node: { may: '1' } }, { node: { may: null } }, ['node.may']],
    ['a fraction for an Int', '{ node { may } }', { node: { may: 1.5 } }, { node: { may: null } }, ['node.may']],
    ['an unknown enum value', '{ colour }', { colour: 'GREEN' }, { colour: null }, ['colour']],
    ['an object for a list', '{ list }', { list: {} }, { list: null }, ['list']],
    ['a number for an object', '{ node { may } }', { node: 7 }, { node: null }, ['node']],
    ['an unknown runtime type', '{ named { name } }', { named: { __typename: 'Cat' } }, { named: null }, ['named']],
  ])('takes no %s', (_, query, data, expected, paths) => {
    expect(shape(query, data)).toEqual({ data: expected, paths })
  })

  it('writes numeric ids as strings and lets custom scalars pass', () => {
    expect(shape('{ id when }', { id: 7, when: { any: ['thing'] } }).data).toEqual({
      id: '7',
      when: { any: ['thing'] },
    })
  })
})

describe('compiled code', () => {
  const QUERY = '{ a: node { may deep { must } strictList { must } } colour named { __typename name } grid when id }'
  const good: JsonObject = {
    node: { may: null, deep: { must: 1 }, strictList: [{ must: 2 }, { must: 3, __typename: 'Node' }] },
    colour: 'RED',
    named: { __typename: 'Dog', name: 'Rex' },
    grid: [[1, null], []],
    when: { any: 1 },
    id: 7,
  }

  it('gives data that is as it should be, just as the slow way does', () => {
    const { write, compiled } = shaper(QUERY)
    expect(compiled?.(good)).toEqual(write(good).data)
    expect(write(good).paths).toEqual([])
  })

  it.each<[string, JsonObject]>([
    ['null where none may be', { node: { deep: { must: null } } }],
    ['another type', { node: { may: 'x' } }],
    ['an unknown enum value', { colour: 'GREEN' }],
    ['an unknown runtime type', { named: { __typename: 'Cat', name: 'Tom' } }],
    ['no runtime type', { named: { name: 'Tom' } }],
    ['a list for an object', { node: [] }],
    ['an object for a list', { grid: {} }],
  ])('gives up on %s', (_, bad) => {
    expect(shaper(QUERY).compiled?.({ ...good, ...bad })).toBeUndefined()
  })

  it('takes names of what every object inherits for names like any other', () => {
    expect(
      shape('{ toString: id valueOf: colour __proto__: list }', { id: '1', colour: 'RED', list: [1] }).data,
    ).toEqual(JSON.parse('{"toString":"1","valueOf":"RED","__proto__":[1]}'))
  })
})
