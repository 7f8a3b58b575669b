import { describe, expect, it } from 'vitest'
import { type Findings, reportOn } from './report.ts'

const MB = 1_048_576
const options = { minutes: 20, people: 3, warmUp: 0.25, maxHeapSlope: 40, maxRssSlope: 160 }

/** Samples of so many minutes, whose heap and resident memory grow by so many MB per hour. */
const findings = (minutes: number, { heap = 0, rss = 0 } = {}): Findings => ({
  options,
  samples: Array.from({ length: minutes * 6 }, (_, index) => ({
    atS: index * 10,
    heapUsed: 100 * MB + (heap * MB * index) / 360,
    rss: 300 * MB + (rss * MB * index) / 360,
    external: MB,
    resources: { Timeout: 2 },
    longestDelayMs: 5,
  })),
  journal: { done: { lists: 3 }, failures: [] },
  lostTasks: [],
})

describe('what a soak says in the end', () => {
  it('is that all is well where nothing grows, fails or is lost', () => {
    const { faults, text } = reportOn(findings(20, { heap: 10, rss: 100 }))
    expect(faults).toEqual([])
    expect(text).toContain('slope 10.0 MB/hour ± 0.0')
    expect(text).toContain('all is well')
  })

  it.each<[string, Partial<Findings>, string]>([
    ['the heap grows', findings(20, { heap: 60 }), 'the heap grows by more than 40 MB an hour'],
    ['resident memory grows', findings(20, { rss: 200 }), 'resident memory grows by more than 160 MB an hour'],
    [
      'an operation failed',
      { journal: { done: {}, failures: [{ kind: 'lists', reason: 'no' }] } },
      '1 operations failed',
    ],
    ['a task is lost', { lostTasks: ['a'] }, 'tasks did not come to an end: a'],
    ['it ended badly', { badEnd: 'It ended with 1' }, 'It ended with 1'],
  ])('is a fault where %s', (_, changes, fault) => {
    const { faults, text } = reportOn({ ...findings(20), ...changes })
    expect(faults).toEqual([fault])
    expect(text).toContain(`not well: ${fault}`)
  })

  it('tells the slope of a short time, and does not judge by it', () => {
    const { faults, text } = reportOn(findings(3, { heap: 600 }))
    expect(text).toContain('slope 600.0 MB/hour')
    expect(faults).toEqual([])
  })
})
