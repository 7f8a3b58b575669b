import { describe, expect, it } from 'vitest'
import { isWellFormed, NOT_WELL_FORMED, wellFormedText } from './wellFormed.ts'

const halves = ['\ud800', '\udfff', 'a\ud83e', '\udd8bb', '\udd8b\ud83e', '\ud83e\ud83e\udd8b']
const wholes = ['', 'Ada', '🦋', '\ufffd', '\u0000', 'e\u0301']

describe('isWellFormed', () => {
  it.each(halves)('is no of %j', text => expect(isWellFormed(text)).toBe(false))
  it.each(wholes)('is yes of %j', text => expect(isWellFormed(text)).toBe(true))
})

describe('wellFormedText', () => {
  const schema = wellFormedText().trim().max(3, 'too long')

  it('takes what further rules take', () => expect(schema.parse(' 🦋 ')).toBe('🦋'))

  it('says one thing about text that is not well formed', () => {
    const result = schema.safeParse(`long${halves[0]}`)
    expect(result.error?.issues.map(issue => issue.message)).toEqual([NOT_WELL_FORMED])
  })
})
