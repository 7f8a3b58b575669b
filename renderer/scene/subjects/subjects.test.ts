import { describe, expect, it } from 'vitest'
import { createLayer, Pen } from '../../drawing/pen.ts'
import { createRandom } from '../../drawing/random.ts'
import { readPrompt } from '../../prompt/readPrompt.ts'
import { SUBJECTS } from '../../prompt/vocabulary.ts'
import { chooseLight } from '../chooseLight.ts'
import { IconArt } from './iconArt.ts'
import { castSubjects } from './subjects.ts'

const icons = new IconArt()
const light = chooseLight(readPrompt(''), 'night', 'clear', createRandom(1))

/** Each subject that the vocabulary has words for, with one of them. */
const words = new Map([...SUBJECTS].filter(([word]) => !word.includes('-')).map(([word, name]) => [name, word]))

describe('the subjects of the vocabulary', () => {
  it.each([...words])('%s is found by the word "%s" and drawn with numbers alone', async (name, word) => {
    const { subjects } = readPrompt(`a ${word}`)
    expect(subjects.map(subject => subject.kind)).toEqual([name])
    const [cast] = await castSubjects(subjects, icons)
    const layer = createLayer('subject', 1)
    const pen = new Pen(layer, light, createRandom(1)).at(500, 500, 2)
    for (const snowy of [false, true]) cast?.art.draw(pen, { snowy, habitat: 'any' })
    expect(layer.shapes.length).toBeGreaterThan(0)
    for (const { d, matrix } of layer.shapes) {
      expect(d).toMatch(/^[MLHVCSQTAZmlhvcsqtaz\d\s.,-]+$/)
      expect(matrix?.every(Number.isFinite)).toBe(true)
    }
  })
})
