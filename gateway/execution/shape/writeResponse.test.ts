import { buildSchema, Kind, parse } from 'graphql'
import { describe, expect, it } from 'vitest'
import type { JsonObject } from '../json.ts'
import { TypeIndex } from '../typeIndex.ts'
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

function shape(query: string, data: JsonObject) {
  const document = parse(query)
  const [operation] = document.definitions
  if (operation?.kind !== Kind.OPERATION_DEFINITION) throw new Error('no operation')
  const types = new TypeIndex(apiSchema)
  const planName = (field: { name: { value: string } }) => field.name.value
  const selection = new Selection({ apiSchema, types, document, operation, included: () => true, planName })
  const { json, violations } = writeResponse(data, { selection, introspect: () => null })
  return { data: JSON.parse(json), paths: violations.map(({ path }) => path.join('.')) }
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
