import { setImmediate as settled } from 'node:timers/promises'
import { LoopTurns } from '@atelier/platform/concurrency/loopTurns.ts'
import { describe, expect, it } from 'vitest'
import { SharedQueries } from '../transport/sharedQueries.ts'
import type { SubgraphReply, SubgraphRequest } from '../transport/subgraphTransport.ts'
import { AnswerBytes } from './answerBytes.ts'

const SOURCE = { caller: 'ada', address: 'here' }
const BYTES = 40

/** Four that ask the same at once: there is room for two answers, the first being there already. */
function askTogether(deadlines: readonly (number | undefined)[] = []) {
  const answers = new AnswerBytes({ perCaller: 2 * BYTES, inAll: Infinity }, new LoopTurns())
  const exchange = Promise.withResolvers<SubgraphReply>()
  const shared = new SharedQueries(() => exchange.promise)
  const replies: (SubgraphReply | undefined)[] = []
  const askers = [0, 1, 2, 3].map(index => {
    const answer = answers.hold(SOURCE)
    const request: SubgraphRequest = {
      service: 'things',
      url: 'http://things/graphql',
      operationKind: 'query',
      body: '{"query":"{ long }"}',
      headers: {},
      source: SOURCE,
      answer,
      deadline: deadlines[index],
    }
    const reply = shared.send(request)
    void reply.then(
      one => {
        replies[index] = one
      },
      () => {},
    )
    return { answer, reply }
  })
  let reads = 0
  const long = { id: 1 }
  const data = {
    get long() {
      reads += 1
      return long
    },
  }
  askers[0]?.answer.count(BYTES)
  exchange.resolve({ data, long: { bytes: BYTES, readMs: 7 } })
  return { answers, askers, replies, data, reads: () => reads }
}

describe('a long answer that several wait for', () => {
  it('is copied for each when there is room, and the last has it itself', async () => {
    const { answers, askers, replies, data, reads } = askTogether()
    await settled()
    expect(replies.map(Boolean)).toEqual([true, true])
    expect(reads()).toBe(2)
    expect(replies.some(reply => reply?.data === data)).toBe(false)
    askers[0]?.answer.release()
    await settled()
    expect(replies.map(Boolean)).toEqual([true, true, true])
    expect(reads()).toBe(3)
    askers[1]?.answer.release()
    await settled()
    expect(reads()).toBe(3)
    expect(replies[3]?.data === data).toBe(true)
    expect(answers.total).toBe(2 * BYTES)
    expect(replies.map(reply => reply?.long?.readMs)).toEqual([7, 0, 0, 0])
  })

  it('is given up by who finds no room in time, and takes nothing for them', async () => {
    const soon = performance.now() + 20
    const { answers, askers } = askTogether([soon, undefined, soon, soon])
    await expect(askers[2]?.reply).rejects.toMatchObject({ reason: 'deadline' })
    await expect(askers[3]?.reply).rejects.toMatchObject({ reason: 'deadline' })
    askers[0]?.answer.release()
    await settled()
    expect(answers.total).toBe(BYTES)
  })
})
