import { setImmediate as settled } from 'node:timers/promises'
import { LoopTurns } from '@atelier/platform/concurrency/loopTurns.ts'
import { describe, expect, it } from 'vitest'
import type { HeldAnswer } from '../transport/heldAnswer.ts'
import { AnswerBytes } from './answerBytes.ts'

const LIMITS = { perCaller: 100, inAll: 250 }
const source = (caller: string, address = caller) => ({ caller, address })

/** Whether something was waited for, and is not any more. */
function watch(room: Promise<void> | undefined) {
  const watched = { isWaiting: room !== undefined }
  void room?.then(() => {
    watched.isWaiting = false
  })
  return watched
}

function open(limits = LIMITS) {
  const answers = new AnswerBytes(limits, new LoopTurns())
  return { answers, hold: (caller: string, address?: string) => answers.hold(source(caller, address)) }
}

describe('bytes of answers', () => {
  it('find room as long as a caller has not too many', () => {
    const { answers, hold } = open()
    expect(hold('ada').grow(60)).toBeUndefined()
    expect(hold('ada').grow(40)).toBeUndefined()
    expect(answers.total).toBe(100)
  })

  it('wait for room until an answer of that caller has been sent', async () => {
    const { answers, hold } = open()
    const [first, second] = [hold('ada'), hold('ada')]
    first.grow(60)
    const waiting = watch(second.grow(60))
    await settled()
    expect(waiting.isWaiting).toBe(true)
    expect(answers.total).toBe(60)
    first.release()
    await settled()
    expect(waiting.isWaiting).toBe(false)
    expect(answers.total).toBe(60)
  })

  it('of somebody else do not wait for them', () => {
    const { hold } = open()
    hold('ada').grow(100)
    expect(watch(hold('ada').grow(1)).isWaiting).toBe(true)
    expect(hold('bob').grow(100)).toBeUndefined()
  })

  it('always find room for the oldest answer of a caller: nobody waits for each other', () => {
    const { hold } = open()
    const [first, second] = [hold('ada', 'here'), hold('ada', 'here')]
    hold('bob', 'here').grow(1)
    first.grow(50)
    second.grow(50)
    expect(first.grow(100)).toBeUndefined()
    expect(watch(second.grow(100)).isWaiting).toBe(true)
  })

  it('wait where all callers have too many, but for one answer of each address', async () => {
    const { hold } = open()
    const [first, second] = [hold('ada'), hold('bob')]
    first.grow(100)
    second.grow(100)
    hold('cid').grow(50)
    const waiting = [watch(hold('cid').grow(50)), watch(hold('bob').grow(0))]
    expect(hold('dan').grow(100)).toBeUndefined()
    first.release()
    await settled()
    expect(waiting).toEqual([{ isWaiting: true }, { isWaiting: false }])
    second.release()
    await settled()
    expect(waiting).toEqual([{ isWaiting: false }, { isWaiting: false }])
  })

  it('are given back once, in parts and at the end', () => {
    const { answers, hold } = open()
    const answer = hold('ada')
    answer.grow(60)
    answer.shrink(20)
    expect(answers.total).toBe(40)
    answer.release()
    answer.release()
    answer.shrink(20)
    expect(answer.grow(20)).toBeUndefined()
    expect(answers.total).toBe(0)
  })

  it('are waited for no more by an answer that nobody wants', async () => {
    const { answers, hold } = open()
    hold('ada').grow(100)
    const unwanted = hold('ada')
    const waiting = watch(unwanted.grow(50))
    unwanted.release()
    await settled()
    expect(waiting.isWaiting).toBe(false)
    expect(answers.total).toBe(100)
  })
})

describe('an answer that is written', () => {
  const written = (answer: HeldAnswer, bytes: number) =>
    answer.write(
      () => bytes,
      () => bytes,
    )

  it('waits while its caller has too many bytes, whatever all have', async () => {
    const { hold } = open()
    const first = hold('ada')
    written(first, 150)
    written(hold('bob'), 150)
    const waiting = watch(Promise.resolve(written(hold('ada'), 1)).then(() => {}))
    expect(written(hold('cid'), 1)).toBe(1)
    await settled()
    expect(waiting.isWaiting).toBe(true)
    first.release()
    await settled()
    expect(waiting.isWaiting).toBe(false)
  })

  it('is one of those that become too many together', async () => {
    const { answers, hold } = open()
    const all = Array.from({ length: 5 }, () => hold('ada'))
    for (const answer of all) answer.grow(10)
    for (const answer of all) void written(answer, 60)
    await settled()
    expect(answers.total).toBe(50 + 60)
    all[0]?.release()
    await settled()
    expect(answers.total).toBe(40 + 120)
  })

  it('is written otherwise when there is no room in time, and takes nothing', async () => {
    const { answers, hold } = open()
    hold('ada').grow(101)
    const inTime = { deadline: performance.now() + 20, late: () => -1 }
    const late = hold('ada').write(
      () => 1,
      () => 1,
      inTime,
    )
    expect(await late).toBe(-1)
    expect(answers.total).toBe(101)
  })

  it('waits for nothing where nothing is held', () => {
    expect(written(open().hold('ada'), 7)).toBe(7)
  })

  it('tells what went wrong, and leaves the others their turn', async () => {
    const { hold } = open()
    const [first, second] = [hold('ada'), hold('ada')]
    first.grow(101)
    const failing = Promise.resolve(
      second.write(
        () => {
          throw new Error('no paper')
        },
        () => 0,
      ),
    )
    const third = Promise.resolve(written(hold('ada'), 1))
    first.release()
    await expect(failing).rejects.toThrow('no paper')
    expect(await third).toBe(1)
  })
})

it('without limits nobody waits', () => {
  const { hold } = open({ perCaller: Infinity, inAll: Infinity })
  expect(hold('ada').grow(1e12)).toBeUndefined()
  expect(hold('ada').grow(1e12)).toBeUndefined()
})
