import { expect, it } from 'vitest'
import { waitAfter } from './tryLimit.ts'

it.each([
  [0, 0],
  [2, 0],
  [3, 1_000],
  [4, 2_000],
  [6, 8_000],
  [13, 900_000],
  [5_000, 900_000],
])('after %i tries the next waits %i ms', (tries, waitMs) => {
  expect(waitAfter(tries, { free: 3, maxWaitMs: 900_000 })).toBe(waitMs)
})
