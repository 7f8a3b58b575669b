import { setImmediate } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { LoopTurns } from './loopTurns.ts'

/** As much as one turn may take, in pieces none of which is long. */
const SHORT_MS = 10
const spendMuch = (turns: LoopTurns) => {
  for (let n = 0; n < 5; n += 1) turns.spend(SHORT_MS)
}

describe('work that holds the event loop', () => {
  it('is done at once while there is little of it', () => {
    const turns = new LoopTurns()
    turns.spend(1)
    expect(turns.next(['ada'])).toBeUndefined()
  })

  it('waits where much was done in this turn, and not in the next', async () => {
    const turns = new LoopTurns()
    spendMuch(turns)
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
      spendMuch(turns)
      done.push(`${path.at(-1)}${looked}`)
    }
    spendMuch(turns)
    const all = [
      ...[1, 2, 3].map(() => work(['there', 'ada'])),
      work(['there', 'bob']),
      ...[1, 2].map(() => work(['here', 'eve'])),
    ]
    for (; done.length < all.length; looked++) await setImmediate()
    expect(done).toEqual(['ada0', 'eve1', 'bob2', 'eve3', 'ada4', 'ada5'])
  })

  it('waits longer after a piece that was long by itself, so that all else comes to its turn', async () => {
    const turns = new LoopTurns()
    turns.spend(50)
    let looked = 0
    const next = turns.next(['ada'])?.then(() => looked)
    for (; looked < 5; looked++) await setImmediate()
    expect(await next).toBe(5)
  })
})
