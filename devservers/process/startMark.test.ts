import { describe, expect, it } from 'vitest'
import { lastLines } from './lastLines.ts'
import { startTicks } from './startMark.ts'

const stat = (name: string, state: string) =>
  `42 (${name}) ${state} 1 42 42 0 -1 4194560 100 0 0 0 5 3 0 0 20 0 12 0 987654 1000000 200 18446744073709551615`

describe('the start of a process', () => {
  it('is read from its line in /proc', () => {
    expect(startTicks(stat('mysqld', 'S'))).toBe('987654')
  })

  it('is found behind a name with spaces and brackets', () => {
    expect(startTicks(stat('a (b) c) S', 'R'))).toBe('987654')
  })

  it('is not there for one that has ended and waits for its parent to notice', () => {
    expect(startTicks(stat('mysqld', 'Z'))).toBeUndefined()
  })
})

it('shows the end of a long text, below a message', () => {
  expect(lastLines('one\ntwo\nthree\n', 2)).toBe('    two\n    three')
})
