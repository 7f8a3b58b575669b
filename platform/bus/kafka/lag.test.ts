import { expect, it } from 'vitest'
import { lagOf } from './lag.ts'

it.each([
  ['nothing was committed', { low: '0', high: '7', committed: '-1' }, 7],
  ['some was', { low: '0', high: '7', committed: '5' }, 2],
  ['all was', { low: '0', high: '7', committed: '7' }, 0],
  ['what was not taken has been removed', { low: '4', high: '7', committed: '2' }, 3],
])('counts what a group has yet to take when %s', (_, offsets, lag) => {
  expect(lagOf(offsets)).toBe(lag)
})
