import type { GenerationTask } from '@atelier/schema/messages/generation.ts'
import { describe, expect, it } from 'vitest'
import { createRulePlanner } from './rulePlanner.ts'

const task: GenerationTask = {
  version: 1,
  taskId: '0190b5d0-0000-7000-8000-000000000001',
  attempt: 1,
  type: 'IMAGE_GENERATION',
  projectId: '0190b5d0-0000-7000-8000-000000000002',
  requestedBy: '0190b5d0-0000-7000-8000-000000000003',
  prompt: '  a  "Grand\tHotel"\nby the sea ',
  style: 'poster',
  width: 64,
  height: 64,
  count: 3,
  seed: 2 ** 31 - 2,
  options: { quality: 'high' },
  model: null,
  transfer: null,
}

function planner() {
  let ids = 0
  return createRulePlanner({ newId: () => `id-${++ids}` })
}

describe('planning by rules', () => {
  it('gives each picture an id and a seed of its own, below 2^31', async () => {
    const { pictures } = await planner().plan(task, new AbortController().signal)
    expect(pictures).toEqual([
      { index: 0, artifactId: 'id-1', seed: 2 ** 31 - 2 },
      { index: 1, artifactId: 'id-2', seed: 2 ** 31 - 1 },
      { index: 2, artifactId: 'id-3', seed: 0 },
    ])
  })

  it('keeps the words, the quoted title and the options', async () => {
    const plan = await planner().plan(task, new AbortController().signal)
    expect(plan.prompt).toBe('a "Grand Hotel" by the sea')
    expect(plan.options).toEqual({ quality: 'high' })
  })
})
