import { describe, expect, it } from 'vitest'
import { isUsername, nameKey, signInKey } from './names.ts'

describe('isUsername', () => {
  it.each(['ada', 'Ada.L-1_2', 'a'.repeat(32)])('takes %j', name => expect(isUsername(name)).toBe(true))

  it.each([
    '',
    'ad',
    'a'.repeat(33),
    '1ada',
    '.ada',
    'a da',
    'ada\n',
    'аdа',
    'ada:x',
    '\u212Aelvin',
    'Deleted-0123456789ab',
  ])('refuses %j', name => expect(isUsername(name)).toBe(false))
})

describe('nameKey', () => {
  it.each([
    ['Ada', 'ada'],
    [' ADA ', 'ada'],
    ['ａｄａ', 'ada'],
    ['ÄRZTE', 'a\u0308rzte'],
  ])('makes %j equal to %j', (a, b) => expect(nameKey(a)).toBe(nameKey(b)))
})

describe('signInKey', () => {
  it('is that of the name', () => expect(signInKey(' ADA ')).toBe('ada'))
  it.each(['ada\ud800', `ada${' '.repeat(300)}`])('is that of nobody for %j', name => expect(signInKey(name)).toBe(''))
})
