import { NO_DOCUMENT_LIMITS } from '@atelier/testkit/gateway/noDocumentLimits.ts'
import { parse } from 'graphql'
import { describe, expect, it } from 'vitest'
import { beyondLimits, type DocumentLimits } from './documentLimits.ts'

const refusalOf = (text: string, limits: Partial<DocumentLimits>) =>
  beyondLimits(parse(text), { ...NO_DOCUMENT_LIMITS, ...limits })?.message

const repeated = (times: number, text: (n: number) => string) =>
  Array.from({ length: times }, (_, n) => text(n)).join(' ')

/** Fragments that spread the next one twice, so that each level doubles what is written out. */
const doubling = (levels: number, field: string) =>
  `${repeated(levels, n => `fragment F${n} on T { ${field} { ...F${n + 1} } x: ${field} { ...F${n + 1} } }`)} fragment F${levels} on T { id }`

describe('a document within its limits', () => {
  it.each<[keyof DocumentLimits, number, string]>([
    ['definitions', 2, '{ ...F } fragment F on T { a }'],
    ['depth', 3, '{ a { ...F } } fragment F on T { b { ... { c } } }'],
    ['nesting', 4, '{ a { ...F } } fragment F on T { ... { b(x: [[[{ y: 1 }]]]) } }'],
    ['aliases', 2, '{ x: a y: b c }'],
    ['rootFields', 2, '{ a { b c d } e }'],
    ['selections', 4, '{ a ...F } fragment F on T { b c }'],
    ['repeatedFields', 1, '{ a a b { a } }'],
    ['directives', 2, 'query @x { a @y }'],
    ['directivesPerPlace', 1, 'query @x { a @y b @z }'],
  ])('passes: %s at most %i in %s', (name, most, text) => {
    expect(refusalOf(text, { [name]: most })).toBeUndefined()
  })
})

describe('a document beyond its limits', () => {
  it.each<[keyof DocumentLimits, number, string, string]>([
    ['definitions', 1, '{ ...F } fragment F on T { a }', 'The document has 2 operations and fragments; 1 are allowed.'],
    ['depth', 2, '{ a { ...F } } fragment F on T { b { c } }', 'The document has 3 levels of fields; 2 are allowed.'],
    ['depth', 2, '{ id } fragment F on T { a { b { c } } }', 'The document has 3 levels of fields; 2 are allowed.'],
    [
      'nesting',
      3,
      '{ a { ...F } } fragment F on T { ... { b } }',
      'The document has 4 levels of selections or values; 3 are allowed.',
    ],
    ['nesting', 2, '{ a(x: [{ y: [1] }]) }', 'The document has 3 levels of selections or values; 2 are allowed.'],
    [
      'nesting',
      2,
      'query ($a: X = [[[]]]) { a @b(c: []) }',
      'The document has 3 levels of selections or values; 2 are allowed.',
    ],
    ['aliases', 3, '{ ...F b { ...F } } fragment F on T { x: a y: a }', 'The document has 4 aliases; 3 are allowed.'],
    [
      'rootFields',
      2,
      '{ a ...F } fragment F on T { b ... { c } }',
      'The document has 3 fields at its root; 2 are allowed.',
    ],
    [
      'selections',
      4,
      '{ ...F ...F } fragment F on T { a b }',
      'The document has 6 fields and fragments; 4 are allowed.',
    ],
    ['repeatedFields', 1, '{ a a ... { a } }', 'The document has 2 repeated fields; 1 are allowed.'],
    [
      'repeatedFields',
      1,
      '{ x: a x: b ... @include(if: true) { x } }',
      'The document has 2 repeated fields; 1 are allowed.',
    ],
    [
      'directives',
      3,
      '{ a @x b @x ...F @x } fragment F on T @x { c }',
      'The document has 4 directives; 3 are allowed.',
    ],
    ['directives', 1, 'query ($v: Int @x) @x { a }', 'The document has 2 directives; 1 are allowed.'],
    ['directivesPerPlace', 2, '{ a @x @x @x }', 'The document has 3 directives in one place; 2 are allowed.'],
    ['directivesPerPlace', 2, '{ ... @x @x @x { a } }', 'The document has 3 directives in one place; 2 are allowed.'],
  ])('is refused for its %s (at most %i): %s', (name, most, text, message) => {
    expect(refusalOf(text, { [name]: most })).toBe(message)
  })

  it('is refused for one of its operations', () => {
    expect(refusalOf('query A { a } query B { a { b { c } } }', { depth: 2 })).toContain('3 levels')
  })

  it('is refused at once for fragments that double at each level', () => {
    expect(refusalOf(`{ ...F0 } ${doubling(1_000, 'a')}`, { selections: 10_000 })).toContain('more than 1000000000')
    expect(refusalOf(`{ ...F0 } ${doubling(10, 'a')}`, { aliases: 100 })).toContain('1023 aliases')
  })

  it.each([
    ['{ ...F } fragment F on T { ...F }', 'F'],
    ['{ ...A } fragment A on T { a { ...B } } fragment B on T { ... { ...A } }', 'A'],
    ['{ id } fragment A on T { ...B } fragment B on T { ...A }', 'A'],
  ])('is refused for circles of fragments, whatever the limits: %s', (text, name) => {
    expect(refusalOf(text, {})).toBe(`Fragment "${name}" spreads itself.`)
  })

  it('has a code for clients', () => {
    expect(beyondLimits(parse('{ a b }'), { ...NO_DOCUMENT_LIMITS, rootFields: 1 })?.extensions.code).toBe(
      'GRAPHQL_VALIDATION_FAILED',
    )
  })
})

it('limits that are off let everything else pass', () => {
  expect(refusalOf(`{ ...F0 } ${doubling(100, 'a')} fragment G on T { a @x @x @x a a x: a }`, {})).toBeUndefined()
})
