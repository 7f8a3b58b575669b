import { describe, expect, it } from 'vitest'
import { afterInspection, afterModeration, afterPicture, afterPlanning, afterStoring } from './progress.ts'

describe('progress', () => {
  it.each([1, 2, 8])('grows with every step of a task of %i pictures and stays below 1', count => {
    const pictures = Array.from({ length: count }, (_, i) => i + 1)
    const steps = [
      afterModeration().progress,
      afterPlanning().progress,
      ...pictures.map(done => afterPicture(done, count).progress),
      afterInspection().progress,
      ...pictures.map(done => afterStoring(done, count)),
    ]
    expect(steps).toEqual([...new Set(steps)].sort((a, b) => a - b))
    expect(steps.at(-1)).toBeLessThan(1)
  })

  it('says what is done next', () => {
    expect(afterPicture(1, 2).stage).toBe('render')
    expect(afterPicture(2, 2).stage).toBe('inspect')
  })
})
