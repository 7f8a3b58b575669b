import { setImmediate } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { LoopTurns } from './loopTurns.ts'

/** More than one turn may take. */
const LONG_MS = 50

describe('work that holds the event loop', () => {
  it('is done at once while there is little of it', () => {
    const turns = new LoopTurns()
    turns.spend(1)
    expect(turns.next(['ada'])).toBeUndefined()
  })

  it('waits where much was done in this turn, and not in the next', async () => {
    const turns = new LoopTurns()
    turns.spend(LONG_MS)
    expect(turns.next(['ada'])).toBeInstanceOf(Promise)
    await turns.next(['ada'])
    await setImmediate()
    expect(turns.next(['ada'])).toBeUndefined()
  })

  it('is taken in turn from those who ask for it, one piece in each turn of the loop', async () => {
    const turns = new LoopTurns()
    const done: string[] = []
    let looked = 0
    const work = async (path: string[]) => {
      await turns.next(path)
      turns.spend(LONG_MS)
      done.push(`${path.at(-1)}${looked}`)
    }
    turns.spend(LONG_MS)
    const all = [
      ...[1, 2, 3].map(() => work(['there', 'ada'])),
      work(['there', 'bob']),
      ...[1, 2].map(() => work(['here', 'eve'])),
    ]
    for (; done.length < all.length; looked++) await setImmediate()
    expect(done).toEqual(['ada0', 'eve1', 'bob2', 'eve3', 'ada4', 'ada5'])
  })
})
