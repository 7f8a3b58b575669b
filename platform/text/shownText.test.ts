import { describe, expect, it } from 'vitest'
import { shownLine, shownLineFault, shownTextFault, tidyLine } from './shownText.ts'

describe('tidyLine', () => {
  it.each([
    ['  Ada   Lovelace ', 'Ada Lovelace'],
    ['Ada\u00a0\u2003Lovelace', 'Ada Lovelace'],
    ['Zoe\u0308', 'Zo\u00eb'],
  ])('makes %j to %j', (given, tidy) => expect(tidyLine(given)).toBe(tidy))
})

describe('shownLineFault', () => {
  it.each([
    'Ada',
    'Ada 🦋',
    '名前',
    'שם',
    'محمد',
    'Nguyễn Thị Ánh',
    '👩‍💻 dev',
    '❤️',
    '1️⃣',
    '👋🏽',
    'می‌خواهم',
    'क्‍ष',
    'ก็ไก่',
    '...',
    'Zo\u00eb',
  ])('finds nothing in %j', line => expect(shownLineFault(line)).toBeUndefined())

  it.each([
    ['a direction override', 'ada\u202egpj'],
    ['an isolate', 'ada\u2066x\u2069'],
    ['a mark of direction', 'ada\u200f'],
    ['an Arabic letter mark', 'ada\u061c'],
    ['a zero-width space', 'a\u200bda'],
    ['a joiner between Latin letters', 'a\u200dda'],
    ['a non-joiner at an end', 'ada\u200c'],
    ['a word joiner', 'a\u2060da'],
    ['a byte order mark', '\ufeffada'],
    ['a soft hyphen', 'a\u00adda'],
    ['a variation selector', 'a\ufe0fda'],
    ['a variation selector of the supplement', 'a\u{e0100}da'],
    ['tag characters', 'ada\u{e0061}\u{e007f}'],
    ['a Hangul filler', '\u3164'],
    ['a blank Braille cell', '\u2800'],
    ['a grapheme joiner', 'a\u034fda'],
    ['a control character', 'a\u0007'],
    ['NUL', 'a\u0000b'],
    ['a line break', 'a\nb'],
    ['a line separator', 'a\u2028b'],
    ['a character of C1', '\u009f'],
    ['half a character', '\ud800'],
    ['a private one', '\ue000'],
    ['an unassigned one', '\u0378'],
    ['no character', '\uffff'],
    ['interlinear annotations', 'a\ufff9b\ufffb'],
    ['piled marks', `Z${'\u0351'.repeat(3)}`],
    ['piled marks on a letter of another script', `ก${'\u0e48'.repeat(5)}`],
    ['a mark first', '\u0301ada'],
    ['nothing', ''],
    ['spaces alone', '  '],
  ])('finds %s', (_, line) => expect(shownLineFault(line)).toEqual(expect.any(String)))
})

describe('shownTextFault', () => {
  it.each([
    '',
    'one\n\n\ttwo\r\nthree',
    'a\n',
    '👩\u200d👩\u200d👧 🏴\u{e0067}\u{e0062}\u{e0065}\u{e006e}\u{e0067}\u{e007f} ❤\ufe0f 1\ufe0f\u20e3',
    'می\u200cخواهم क\u094d\u200dष \u200fעברית',
  ])('takes %j', text => expect(shownTextFault(text)).toBeUndefined())
  it.each(['a\n\u202eb', 'a\u0000', 'a\u001bb', '\u007f', '\u0085', '\u2066a', 'a\u2069'])('refuses %j', text =>
    expect(shownTextFault(text)).toEqual(expect.any(String)),
  )
})

describe('shownLine', () => {
  const schema = shownLine({ max: 5, error: 'too long' })
  const issues = (text: string) => schema.safeParse(text).error?.issues.map(issue => issue.message)

  it('tidies', () => expect(schema.parse('  a  b ')).toBe('a b'))
  it('counts characters', () => expect(schema.parse('🦋'.repeat(5))).toBe('🦋'.repeat(5)))
  it.each([
    ['abcdef', 'too long'],
    ['   ', 'too long'],
    [' '.repeat(1_000), 'too long'],
    ['a\u200bb', 'Leave out control characters and others that cannot be seen.'],
    ['\ud800', 'Give well-formed Unicode text, without lone surrogates.'],
  ])('says one thing about %j', (text, message) => expect(issues(text)).toEqual([message]))
})
