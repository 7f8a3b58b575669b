import { expect, it } from 'vitest'
import { messageOf } from './messageOf.ts'

it.each([
  [new TypeError('no number'), 'no number'],
  [new Error(''), ''],
  ['a text', 'a text'],
  [undefined, 'undefined'],
  [{ toString: (): string => 'a thing' }, 'a thing'],
])('of %o is what it says', (error, message) => {
  expect(messageOf(error)).toBe(message)
})
