import { expect, it } from 'vitest'
import { rawDate } from './rawDate.ts'

it.each([1_769_860_800_123, '2026-01-31 12:00:00.123'])('reads %s as UTC', value => {
  expect(rawDate(value).toISOString()).toBe('2026-01-31T12:00:00.123Z')
})
