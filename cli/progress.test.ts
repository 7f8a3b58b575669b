import type { TaskProgressFragment } from '@atelier/schema/documents/documents.generated.ts'
import { describe, expect, it } from 'vitest'
import { createProgressView } from './progress.ts'

const task = (progress: number, given: Partial<TaskProgressFragment> = {}): TaskProgressFragment => ({
  id: 't',
  status: 'PROCESSING',
  version: 1,
  progress,
  stage: 'render',
  queuePosition: null,
  error: null,
  artifacts: [],
  ...given,
})

const shown = (isTTY: boolean, tasks: TaskProgressFragment[]) => {
  let text = ''
  const view = createProgressView({ isTTY, columns: 80, write: part => (text += part) })
  for (const each of tasks) view.show(each)
  view.done()
  return text
}

describe('the progress of a task', () => {
  it('is a bar on one line of a terminal', () => {
    const text = shown(true, [task(0.25), task(0.5)])
    expect(text.split('\r')).toHaveLength(3)
    expect(text).toContain(`${'█'.repeat(20)}${'░'.repeat(20)}  50% processing: render`)
    expect(text.match(/\n/g)).toHaveLength(1)
  })

  it('is a plain line for each change elsewhere', () => {
    const pending = task(0, { status: 'PENDING', stage: null, queuePosition: 3 })
    const text = shown(false, [pending, task(0.25), task(0.5), task(1, { status: 'COMPLETED', stage: null })])
    expect(text).toBe('  0% pending (3 before it)\n 25% processing: render\n100% completed\n')
  })
})
