import { describe, expect, it } from 'vitest'
import { quote } from './jsonText.ts'

describe('a text as JSON', () => {
  const specials = [
    '',
    'plain',
    '"',
    '\\',
    '\n',
    '\u0000',
    '\u001f',
    ' ',
    '\u007f',
    'é',
    '\u2028',
    '😀',
    '\ud800',
    '\udfff',
  ]

  it.each([0, 41, 42, 43, 500])('is what JSON.stringify writes, after %i other characters', length => {
    for (const special of specials) {
      const text = 'a'.repeat(length) + special
      expect(quote(text)).toBe(JSON.stringify(text))
    }
  })
})
