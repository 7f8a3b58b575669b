import { expect, it } from 'vitest'
import type { Json } from '../graphql/json.ts'
import { sizeOfEvent } from './eventSize.ts'

it('grows with the texts and the values of an event, wherever they stand', () => {
  const empty = sizeOfEvent({ data: {} })
  const text = 'x'.repeat(4_000)
  expect(sizeOfEvent({ data: { a: { b: [null, { c: text }] } } })).toBeGreaterThan(empty + 4_000)
  expect(sizeOfEvent({ data: { a: Array.from({ length: 1_000 }, () => 0) } })).toBeGreaterThan(empty + 8_000)
})

it('counts the errors of an event, and an event that is nothing else', () => {
  expect(sizeOfEvent({ data: null })).toBeGreaterThan(100)
  expect(sizeOfEvent({ errors: [{ message: 'x'.repeat(4_000) }] })).toBeGreaterThan(sizeOfEvent({}) + 4_000)
})

it('counts values that stand in one another however deep', () => {
  let deep: Json = 'x'
  for (let level = 0; level < 100_000; level += 1) deep = [deep]
  expect(sizeOfEvent({ data: { deep } })).toBeGreaterThan(100_000)
})
