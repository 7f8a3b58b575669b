import { captureLog } from '@atelier/testkit/support/capturedLog.ts'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { createPollLoop, type PollLoop } from './pollLoop.ts'

const { logger, lines, clear } = captureLog()
let loop: PollLoop | undefined
beforeEach(() => {
  vi.useFakeTimers()
  clear()
})
afterEach(async () => {
  await loop?.stop()
  vi.useRealTimers()
})

/** Starts a loop each second of these rounds, and then of rounds that find nothing. */
function start(...rounds: (() => boolean | Promise<boolean>)[]) {
  const round = vi.fn(async () => rounds.shift()?.() ?? false)
  loop = createPollLoop({ name: 'sweep', round, pollMs: 1_000, log: logger })
  loop.start()
  return { loop, round }
}

const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms)

it('looks at once, and again at each poll', async () => {
  const { round } = start()
  await pass(0)
  expect(round).toHaveBeenCalledTimes(1)
  await pass(999)
  expect(round).toHaveBeenCalledTimes(1)
  await pass(1)
  expect(round).toHaveBeenCalledTimes(2)
})

it('looks again at once where there may be more', async () => {
  const { round } = start(
    () => true,
    () => true,
  )
  await pass(0)
  expect(round).toHaveBeenCalledTimes(3)
})

it('looks at once when it is nudged, also while it looks', async () => {
  const first = Promise.withResolvers<boolean>()
  const { loop, round } = start(() => first.promise)
  loop.nudge()
  expect(round).toHaveBeenCalledTimes(1)
  first.resolve(false)
  await pass(0)
  expect(round).toHaveBeenCalledTimes(2)
  loop.nudge()
  await pass(0)
  expect(round).toHaveBeenCalledTimes(3)
})

it('goes on after a round that fails, and logs it', async () => {
  const { round } = start(() => Promise.reject(new Error('database away')))
  await pass(1_000)
  expect(round).toHaveBeenCalledTimes(2)
  expect(lines).toMatchObject([{ msg: 'sweep failed', err: { message: 'database away' } }])
})

it('stops after the round in hand, for good', async () => {
  const first = Promise.withResolvers<boolean>()
  const { loop, round } = start(() => first.promise)
  let hasStopped = false
  const stopping = loop.stop().then(() => {
    hasStopped = true
  })
  await pass(5_000)
  expect(hasStopped).toBe(false)
  first.resolve(true)
  await stopping
  loop.start()
  loop.nudge()
  await pass(5_000)
  expect(round).toHaveBeenCalledTimes(1)
  expect(vi.getTimerCount()).toBe(0)
})
