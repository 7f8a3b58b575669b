import { describe, expect, it } from 'vitest'
import { isJsonWithin, jsonLength, jsonPieces, PIECE_LENGTH } from './jsonPieces.ts'

const inPieces = (value: object) => [...jsonPieces(value)]
const textOf = (value: object) => inPieces(value).join('')

/** Numbers that look random and are the same in every run. */
function seeded(seed: number): () => number {
  let state = seed
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 32
  }
}

const STRINGS = [
  '',
  'plain',
  '"\\\n\u0000\u2028',
  '🦋'.repeat(40_000),
  '\ud83d',
  `x${'🦋'.repeat(50_000)}\udc00`,
  'é'.repeat(3_000),
]
const SCALARS = [null, undefined, true, false, 0, -0, 1e21, 0.1, NaN, Infinity, () => 1, Symbol('s'), new Date(0)]
const KEYS = ['id', '__proto__', '10', '2', 'a "key"', '', '🦋', 'toString', 'k'.repeat(200)]

/** A value of all that JSON has a text for, or leaves out. */
function randomValue(random: () => number, depth: number): unknown {
  const pick = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)] as T
  const kind = random()
  if (depth === 0 || kind < 0.25) return random() < 0.5 ? pick(SCALARS) : pick(STRINGS)
  if (kind < 0.3) return { toJSON: (key: string) => ({ key, value: pick.length }) }
  if (kind < 0.35) return { toJSON: () => undefined }
  const size = Math.floor(random() * 8)
  if (kind < 0.65) return Array.from({ length: size }, () => randomValue(random, depth - 1))
  const object = kind < 0.85 ? Object.create(null) : {}
  for (let index = 0; index < size; index++) object[pick(KEYS)] = randomValue(random, depth - 1)
  return object
}

describe('the pieces of a JSON text', () => {
  it('make the text that JSON.stringify makes, whatever the value', () => {
    for (let seed = 1; seed <= 300; seed++) {
      const value = { data: randomValue(seeded(seed), 6), errors: undefined }
      expect(textOf(value) === JSON.stringify(value), `seed ${seed}`).toBe(true)
    }
  })

  it('are about as long as they should be, with many values, long ones and deep ones', () => {
    const values = [
      Array.from({ length: 50_000 }, (_, id) => ({ id, name: `thing ${id}`, at: new Date(id) })),
      Array.from({ length: 500_000 }, (_, index) => index),
      { text: 'x'.repeat(5_000_000), other: '🦋'.repeat(500_000) },
    ]
    for (const value of values) {
      const pieces = inPieces(value)
      expect(pieces.join('') === JSON.stringify(value)).toBe(true)
      expect(Math.max(...pieces.map(piece => piece.length))).toBeLessThan(2.5 * PIECE_LENGTH)
      expect(Math.min(...pieces.slice(0, -1).map(piece => piece.length))).toBeGreaterThanOrEqual(PIECE_LENGTH)
    }
  })

  it('are made of a value that nests more deeply than the stack is', () => {
    let value: object = {}
    for (let depth = 0; depth < 200_000; depth++) value = depth % 2 ? { value } : [value]
    const text = textOf(value)
    expect(text.slice(0, 24)).toBe('{"value":[{"value":[{"va')
    expect(text).toHaveLength(100_000 * '{"value":[]}'.length + 2)
  })

  it('are made when they are asked for', () => {
    let made = 0
    const item = { toJSON: () => ++made && 'x'.repeat(20_000) }
    const pieces = jsonPieces(Array(1_000).fill(item))
    pieces.next()
    pieces.next()
    expect(made).toBeLessThan(20)
  })

  it('end with an error at what has no text', () => {
    const ring: Record<string, unknown> = { text: 'x'.repeat(100_000) }
    ring.self = ring
    expect(() => textOf(ring)).toThrow(TypeError)
    expect(() => textOf({ big: 1n })).toThrow(TypeError)
  })

  it('may have one value at several places', () => {
    const shared = { text: 'x'.repeat(100_000) }
    const value = { one: shared, other: [shared, shared] }
    expect(textOf(value) === JSON.stringify(value)).toBe(true)
  })
})

describe('isJsonWithin', () => {
  const deep = (depth: number): object => (depth === 0 ? {} : { deep: deep(depth - 1) })

  it.each([
    ['a short answer', { data: { thing: { id: '1', at: new Date(0), names: ['a', 'b'] } } }, 200, true],
    ['a long string', { data: { text: 'x'.repeat(1_000) } }, 1_000, false],
    ['many items', { data: Array(1_000).fill(1) }, 1_000, false],
    ['many keys', Object.fromEntries(Array.from({ length: 300 }, (_, index) => [`key ${index}`, null])), 1_000, false],
    ['what writes itself', [{ toJSON: () => 'x'.repeat(1_000) }], 1_000, false],
    ['a few levels', deep(20), 1_000, true],
    ['very many levels', deep(1_000), 1e9, false],
  ])('decides for %s', (_, value, length, expected) => expect(isJsonWithin(value, length)).toBe(expected))

  it('looks no further once it is longer', () => {
    let seen = 0
    const item = { toJSON: () => ++seen && 'x'.repeat(100) }
    expect(isJsonWithin(Array(10_000).fill(item), 1_000)).toBe(false)
    expect(seen).toBeLessThan(20)
  })
})

describe('jsonLength', () => {
  it('is about that of the text', () => {
    const value = Array.from({ length: 100 }, (_, id) => ({ id: `id ${id}`, names: ['Ada', 'Bob'], at: new Date(id) }))
    const { length } = JSON.stringify(value)
    expect(jsonLength(value, 100_000) / length).toBeCloseTo(1, 1)
  })

  it('is not looked for beyond a limit', () => expect(jsonLength(['x'.repeat(1_000)], 999)).toBe(Infinity))
})
