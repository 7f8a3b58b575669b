import { expect, it, vi } from 'vitest'
import { createLatestStream } from './latestStream.ts'

it('gives whoever waits what comes', async () => {
  const stream = createLatestStream<number>(() => {})
  const next = stream.next()
  stream.offer('a', 1)
  expect(await next).toEqual({ done: false, value: 1 })
})

it('gives a slow reader the latest state of each thing, in the order in which they first changed', async () => {
  const stream = createLatestStream<string>(() => {})
  stream.offer('a', 'a1')
  stream.offer('b', 'b1')
  stream.offer('a', 'a2')
  expect(await stream.next()).toEqual({ done: false, value: 'a2' })
  expect(await stream.next()).toEqual({ done: false, value: 'b1' })
})

it('gives what was offered before it ends, and then nothing more', async () => {
  const closed = vi.fn()
  const stream = createLatestStream<number>(closed)
  stream.offer('a', 1)
  stream.end()
  stream.offer('a', 2)
  expect(closed).not.toHaveBeenCalled()
  expect(await stream.next()).toEqual({ done: false, value: 1 })
  expect(await stream.next()).toEqual({ done: true, value: undefined })
  expect(closed).toHaveBeenCalledTimes(1)
})

it('lets a reader go that waits', async () => {
  const closed = vi.fn()
  const stream = createLatestStream<number>(closed)
  const next = stream.next()
  await stream.return?.()
  expect(await next).toEqual({ done: true, value: undefined })
  expect(closed).toHaveBeenCalledTimes(1)
})
