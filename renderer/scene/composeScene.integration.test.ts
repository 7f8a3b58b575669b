import { describe, expect, it } from 'vitest'
import type { Drawing, Shape } from '../drawing/drawing.ts'
import { frameOf } from '../drawing/frame.ts'
import { createRandom } from '../drawing/random.ts'
import { readPrompt } from '../prompt/readPrompt.ts'
import { SETTINGS } from '../prompt/vocabulary.ts'
import { chooseSetting } from './choices.ts'
import { composeScene } from './composeScene.ts'
import { IconArt } from './subjects/iconArt.ts'
import { castSubjects } from './subjects/subjects.ts'
import { weatherLayers } from './weather.ts'

const icons = new IconArt()

async function compose(
  prompt: string,
  seed: number,
  [width, height]: [number, number] = [1024, 1024],
): Promise<Drawing> {
  const reading = readPrompt(prompt)
  return composeScene(reading, await castSubjects(reading.subjects, icons), frameOf(width, height), seed)
}

/** Each setting with the first of its words. */
const SETTING_WORDS = [...new Map([...SETTINGS].toReversed().map(([word, setting]) => [setting, word]))]

const PROMPTS = [
  'lighthouse on the coast at dusk, birds',
  'white sailboat and a swan on a calm sea',
  'castle on an island in a storm',
  'village by a lake in autumn, rainbow',
  'volcano, northern lights, moon',
  'fox and owl in a snowy forest',
  'neon city in the rain at night, taxi',
  'a bridge in a city by day',
  'camel in the desert at noon',
  'sunflowers in a field',
  'two horses in a foggy meadow with a windmill',
  'hot air balloon in the sky at dawn',
  'astronaut and planet in space',
  'whale and fish under water, reef',
  'happy abstract',
  'calm abstract blue',
  'portrait of a king',
  'coffee and cake on a table',
]

const SIZES: [number, number][] = [
  [1024, 1024],
  [2048, 64],
  [64, 2048],
]

const finite = (value: unknown): boolean =>
  typeof value === 'number'
    ? Number.isFinite(value)
    : typeof value !== 'object' || value === null || Object.values(value).every(finite)

const shapesOf = (drawing: Drawing): Shape[] =>
  [...drawing.back, ...drawing.front, ...weatherLayers(drawing)].flatMap(layer => layer.shapes)

describe('composing a scene', () => {
  it.each(PROMPTS)('draws nothing but numbers, in any shape of frame: %s', async prompt => {
    for (const seed of [1, 2, 3]) {
      for (const size of SIZES) {
        for (const { d, ...rest } of shapesOf(await compose(prompt, seed, size))) {
          expect(d).toMatch(/^[MLHVCSQTAZmlhvcsqtaz\d\s.,-]+$/)
          expect(finite(rest)).toBe(true)
        }
      }
    }
  })

  it.each(SETTING_WORDS)('shows the setting %s for the word "%s"', async (setting, word) => {
    const reading = readPrompt(word)
    expect(chooseSetting(reading, [], createRandom(1))).toBe(setting)
    const shapes = shapesOf(composeScene(reading, [], frameOf(800, 600), 1))
    expect(shapes.length).toBeGreaterThan(0)
    for (const { d, ...rest } of shapes) {
      expect(d).toMatch(/^[MLHVCSQTAZmlhvcsqtaz\d\s.,-]+$/)
      expect(finite(rest)).toBe(true)
    }
  })

  it('puts the subject that was asked for into the picture', async () => {
    const subjects = async (prompt: string) =>
      [...(await compose(prompt, 4)).back, ...(await compose(prompt, 4)).front].filter(l => l.role === 'subject').length
    expect(await subjects('a lighthouse by the sea')).toBeGreaterThan(0)
    expect(await subjects('five deer in a forest')).toBe(5)
  })

  it.each([
    ['a camel', 'open'],
    ['a shark', 'underwater'],
    ['a rocket', 'space'],
    ['a teapot', 'backdrop'],
  ] as const)('takes %s home when no place is named', async (prompt, sky) => {
    expect((await compose(prompt, 1)).sky).toBe(sky)
  })

  it('gives a lake water, and a meadow none', async () => {
    expect((await compose('a lake', 1)).water).toBeDefined()
    expect((await compose('a meadow', 1)).water).toBeUndefined()
  })

  it('keeps the sun up by day and lights the lamps by night', async () => {
    expect((await compose('a town street at noon', 1)).light.lamps).toBe(false)
    expect((await compose('a town street at night', 1)).light.lamps).toBe(true)
  })
})
