import { describe, expect, it } from 'vitest'
import { fold, isReadable, lengthOf } from './text.ts'

describe('text', () => {
  it('is compared composed and without regard to case', () => {
    expect(fold('Cafe\u0301 ÄÖ')).toBe(fold('CAFÉ äö'))
  })

  it('is counted in characters, not in units of its encoding', () => {
    expect(lengthOf('🎨é')).toBe(2)
  })

  it.each([
    ['words', true],
    ['two\nlines\tand a tab', true],
    ['शब्द 🎨', true],
    ['a bell\u0007', false],
    ['a null\0', false],
    ['an escape\u001b[31m', false],
    ['C1 \u0085', false],
    ['half a character \ud83c', false],
  ])('%j is readable: %s', (text, readable) => {
    expect(isReadable(text)).toBe(readable)
  })
})
