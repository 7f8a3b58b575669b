import { describe, expect, it } from 'vitest'
import { type QueuedUser, scheduleFairly } from './fairQueue.ts'

const person = (userId: string, due: number, inFlight = 0): QueuedUser => ({ userId, due, inFlight })
const caps = { perUser: 2, total: 4 }

describe('whose turn it is', () => {
  it.each<[string, QueuedUser[], number, string[]]>([
    ['nobody waits', [], 0, []],
    ['one person may have two', [person('ada', 50)], 0, ['ada', 'ada']],
    ['one each, before anybody has two', [person('ada', 50), person('bob', 1)], 0, ['ada', 'bob', 'ada']],
    ['whoever was served longest ago is first', [person('bob', 1), person('ada', 50)], 0, ['bob', 'ada', 'ada']],
    ['those with full hands wait', [person('ada', 5, 2), person('bob', 5, 1)], 3, ['bob']],
    ['no more than workers can take', [person('a', 9), person('b', 9), person('c', 9)], 2, ['a', 'b']],
    ['nothing when all hands are full', [person('a', 9)], 4, []],
    ['nothing when more is in flight than allowed', [person('a', 9, 3)], 9, []],
  ])('%s', (_, waiting, inFlight, turns) => {
    expect(scheduleFairly(waiting, inFlight, caps)).toEqual(turns)
  })
})
