import { createTestModel } from '@atelier/testkit/worker/testModel.ts'
import { describe, expect, it } from 'vitest'
import { createModelRegistry } from './modelRegistry.ts'

describe('the model registry', () => {
  const [first, second] = [createTestModel('first'), createTestModel('second')]
  const models = createModelRegistry([first, second])

  it('gives the first model where none is named', () => {
    expect(models.get(null)).toBe(first)
    expect(models.ids).toEqual(['first', 'second'])
  })

  it('finds a model by its id', () => {
    expect(models.get('second')).toBe(second)
    expect(models.get('third')).toBeUndefined()
  })
})
