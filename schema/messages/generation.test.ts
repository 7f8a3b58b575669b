import { expect, it } from 'vitest'
import { generationTask } from './generation.ts'

const first = {
  version: 1,
  taskId: '0190b5d0-0000-7000-8000-000000000001',
  attempt: 1,
  type: 'IMAGE_GENERATION',
  projectId: '0190b5d0-0000-7000-8000-000000000002',
  requestedBy: '0190b5d0-0000-7000-8000-000000000003',
  prompt: 'a boat',
  style: 'poster',
  width: 64,
  height: 64,
  count: 1,
  seed: 0,
  options: {},
  model: null,
  transfer: null,
}

it('a task as the first version wrote it is still read', () => {
  expect(generationTask.parse(first)).toEqual(first)
})

it('fields of a task that a later version wrote are kept', () => {
  const later = { ...first, embedPrompt: true, frame: 'gold', transfer: null }
  expect(generationTask.parse(later)).toEqual(later)
})
