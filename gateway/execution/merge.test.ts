import { describe, expect, it } from 'vitest'
import type { JsonObject } from '../graphql/json.ts'
import { merge } from './merge.ts'

const options = { adopt: true, interfaceObjects: new Set(['Media']) }
const merged = (target: JsonObject, source: JsonObject) => {
  merge(target, source, options)
  return target
}

describe('merging what subgraphs answered', () => {
  it('adds to objects and, place by place, to lists', () => {
    expect(
      merged({ a: { x: 1 }, l: [{ x: 1 }, null, [{ x: 2 }]] }, { a: { y: 2 }, l: [{ y: 1 }, { y: 2 }, [{ y: 3 }]] }),
    ).toEqual({
      a: { x: 1, y: 2 },
      l: [{ x: 1, y: 1 }, { y: 2 }, [{ x: 2, y: 3 }]],
    })
  })

  it('never wipes a value with null', () => {
    expect(merged({ a: { x: 1 }, b: 2 }, { a: null, b: null, c: null })).toEqual({ a: { x: 1 }, b: 2, c: null })
  })

  it('never replaces a concrete type with the name of an interface that some subgraph has as an object', () => {
    expect(merged({ __typename: 'Book' }, { __typename: 'Media' })).toEqual({ __typename: 'Book' })
    expect(merged({ __typename: 'Media' }, { __typename: 'Book' })).toEqual({ __typename: 'Book' })
  })

  it('shares nothing between two owners of one entity unless told to', () => {
    const entity = { nested: { list: [{ x: 1 }] } }
    const copy: JsonObject = {}
    merge(copy, entity, { ...options, adopt: false })
    expect(copy).toEqual(entity)
    expect(copy.nested).not.toBe(entity.nested)
  })

  it('takes __proto__ for a name like any other', () => {
    const target = merged({}, JSON.parse('{"__proto__":{"polluted":true}}'))
    expect(JSON.stringify(target)).toBe('{"__proto__":{"polluted":true}}')
    expect(({} as JsonObject).polluted).toBeUndefined()
  })
})
