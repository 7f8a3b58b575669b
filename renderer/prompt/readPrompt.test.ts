import { describe, expect, it } from 'vitest'
import type { Reading } from './reading.ts'
import { readPrompt } from './readPrompt.ts'

const kinds = (prompt: string) => readPrompt(prompt).subjects.map(subject => subject.kind)

describe('reading a prompt', () => {
  it.each<[prompt: string, expected: Partial<Reading>]>([
    ['a lighthouse at dusk', { time: 'dusk' }],
    ['Ocean waves at SUNRISE, stormy', { setting: 'sea', time: 'dawn', weather: 'storm' }],
    ['misty mountains above a lake at dawn', { setting: 'mountains', time: 'dawn', weather: 'fog' }],
    ['neon city in the rain at night', { setting: 'city', time: 'night', weather: 'rain' }],
    ['a red fox in a snowy forest', { setting: 'forest', season: 'winter' }],
    ['snow falling on cedars', { weather: 'snow', season: 'winter' }],
    ['sunflowers in a field, summer noon', { setting: 'field', season: 'summer', time: 'day' }],
    ['portrait of a woman', { setting: 'portrait', masculine: false }],
    ['portrait of an old man', { setting: 'portrait', masculine: true }],
    ['dunes under the stars', { setting: 'desert' }],
    ['abstract calm blue', { setting: 'abstract', mood: 'calm' }],
    ['nebulae and galaxies', { setting: 'space' }],
    ['melancholic autumn alley', { setting: 'city', mood: 'melancholic', season: 'autumn' }],
  ])('finds place, time, weather and mood in "%s"', (prompt, expected) => {
    expect(readPrompt(prompt)).toMatchObject(expected)
  })

  it.each([
    ['a lighthouse at dusk', ['lighthouse']],
    ['wolves and foxes', ['wolf', 'fox']],
    ['a stag in the woods', ['icon:deer']],
    ['two zebras', ['icon:zebra']],
    ['a knight before a castle', ['person', 'castle']],
    ['hot air balloon', ['balloon']],
    ['a bowl of cherries', ['icon:cherries']],
    ['quixotic zamboni flurble', []],
  ])('finds the subjects of "%s"', (prompt, expected) => {
    expect(kinds(prompt)).toEqual(expected)
  })

  it('counts subjects by number words and plurals', () => {
    expect(readPrompt('five boats').subjects[0]?.count).toBe(5)
    expect(readPrompt('a herd of horses').subjects[0]?.count).toBe(5)
    expect(readPrompt('cats').subjects[0]?.count).toBe(3)
    expect(readPrompt('a cat').subjects[0]?.count).toBe(1)
  })

  it('gives a colour before a subject to the subject and any other to the picture', () => {
    const fox = readPrompt('a red fox in the woods')
    expect(fox.subjects[0]?.color).toBeDefined()
    expect(fox.colors).toEqual([])
    expect(readPrompt('mountains, teal and gold').colors).toHaveLength(2)
  })

  it('takes a colour for a thing only where an article or a number says so', () => {
    expect(kinds('teal and orange mountains')).toEqual([])
    expect(kinds('an orange on a table')).toEqual(['icon:tangerine'])
    expect(kinds('a rose')).toEqual(['icon:rose'])
  })

  it('reads words that mean something together', () => {
    expect(readPrompt('golden hour over fields')).toMatchObject({ time: 'dusk', colors: [] })
    expect(readPrompt('northern lights').features).toContain('aurora')
    expect(readPrompt('a turtle above coral reefs')).toMatchObject({ setting: 'underwater', colors: [] })
  })

  it.each([
    ['poster of a whale "DEEP BLUE"', 'DEEP BLUE'],
    ['“Ça va”, a café', 'Ça va'],
    ['„Guten   Tag“ sign', 'Guten Tag'],
    ['no quotes here', undefined],
    ['an empty "" title', undefined],
  ])('takes the quoted text of %s for the title', (prompt, title) => {
    expect(readPrompt(prompt).title).toBe(title)
  })

  it('reads no subject out of the quoted text', () => {
    expect(kinds('a poster "CAT AND DOG" with a castle')).toEqual(['castle'])
  })

  it('hashes the same words alike whatever their case and spacing, and other words otherwise', () => {
    expect(readPrompt('Blue  flurble').hash).toBe(readPrompt('blue flurble').hash)
    expect(readPrompt('blue flurble').hash).not.toBe(readPrompt('blue zamboni').hash)
  })
})
