import { describe, expect, it } from 'vitest'
import { characters, hasUnprintable, isUsername, nameKey } from './names.ts'

describe('isUsername', () => {
  it.each(['ada', 'Ada.L-1_2', 'a'.repeat(32)])('takes %j', name => expect(isUsername(name)).toBe(true))

  it.each(['', 'ad', 'a'.repeat(33), '1ada', '.ada', 'a da', 'ada\n', 'аdа', 'ada:x', '\u212Aelvin'])(
    'refuses %j',
    name => expect(isUsername(name)).toBe(false),
  )
})

describe('nameKey', () => {
  it.each([
    ['Ada', 'ada'],
    [' ADA ', 'ada'],
    ['ａｄａ', 'ada'],
    ['ÄRZTE', 'a\u0308rzte'],
  ])('makes %j equal to %j', (a, b) => expect(nameKey(a)).toBe(nameKey(b)))
})

describe('characters', () => {
  it('counts what people count', () => expect(characters('a🦋é')).toBe(3))
})

describe('hasUnprintable', () => {
  it.each(['a\u0000', 'a\nb', '\u009f', '\ud800'])('finds it in %j', name => expect(hasUnprintable(name)).toBe(true))
  it.each(['Ada 🦋', 'José', '名前', 'שם'])('finds none in %j', name => expect(hasUnprintable(name)).toBe(false))
})
