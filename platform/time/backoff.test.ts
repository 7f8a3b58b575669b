import { describe, expect, it } from 'vitest'
import { backoffMs } from './backoff.ts'

describe('the wait before the next try', () => {
  it.each([
    [0, 100],
    [1, 200],
    [3, 800],
    [6, 5_000],
    [2_000, 5_000],
  ])('after %s earlier failures is %s ms', (failures, ms) => {
    expect(backoffMs(failures, { baseMs: 100, maxMs: 5_000 })).toBe(ms)
  })

  it.each([
    [0, 400],
    [0.5, 800],
    [1, 1_200],
  ])('is left to chance in part: %s gives %s ms', (chance, ms) => {
    expect(backoffMs(3, { baseMs: 100, maxMs: 5_000, jitter: [0.5, 1.5], random: () => chance })).toBe(ms)
  })
})
