import { describe, expect, it } from 'vitest'
import { EventQueue } from './eventQueue.ts'

async function next<T>(queue: EventQueue<T>): Promise<T | undefined> {
  await queue.ready()
  return queue.take()
}

async function drain<T>(queue: EventQueue<T>): Promise<T[]> {
  const events: T[] = []
  for (let event = await next(queue); event !== undefined; event = await next(queue)) events.push(event)
  return events
}

const limits = (backlog: number, maxBytes = 1_000_000) => ({ backlog, maxBytes })
const stateOf = (of: string, bytes = 1) => ({ of, bytes })
const event = (bytes = 1) => ({ of: undefined, bytes })

describe('the events that wait for a subscriber', () => {
  it('come in order and all of them while the subscriber keeps up', async () => {
    const queue = new EventQueue<number>(limits(3))
    for (const n of [1, 2, 3]) queue.push(n, stateOf('a'))
    queue.end()
    expect(await drain(queue)).toEqual([1, 2, 3])
  })

  it('are reduced to the latest state of each thing once it is behind, and the last one is always there', async () => {
    const queue = new EventQueue<string>(limits(2))
    for (let n = 1; n <= 1000; n++) queue.push(`a${n}`, stateOf('a'))
    queue.push('b1', stateOf('b'))
    for (let n = 1001; n <= 2000; n++) queue.push(`a${n}`, stateOf('a'))
    queue.end()
    const events = await drain(queue)
    expect(events.length).toBeLessThanOrEqual(3)
    expect(events).toContain('b1')
    expect(events.at(-1)).toBe('a2000')
  })

  it('all stay in order where they are no states, however far behind it is', async () => {
    const queue = new EventQueue<number>(limits(2))
    const numbers = Array.from({ length: 1000 }, (_, n) => n)
    for (const n of numbers) expect(queue.push(n, event())).toBe(true)
    queue.end()
    expect(await drain(queue)).toEqual(numbers)
  })

  it('have no room beyond the bytes that may wait, until some are taken', async () => {
    const queue = new EventQueue<string>(limits(2, 100))
    expect(queue.push('one', event(60))).toBe(true)
    expect(queue.push('two', event(60))).toBe(false)
    expect(queue.push('three', event(40))).toBe(true)
    expect(await next(queue)).toBe('one')
    expect(queue.push('four', event(60))).toBe(true)
    queue.end()
    expect(await drain(queue)).toEqual(['three', 'four'])
  })

  it('make room for a newer state of the same thing, though fewer than the backlog wait', async () => {
    const queue = new EventQueue<string>(limits(10, 100))
    for (const name of ['a1', 'a2', 'a3']) expect(queue.push(name, stateOf('a', 60))).toBe(true)
    expect(queue.push('b1', stateOf('b', 60))).toBe(false)
    queue.end()
    expect(await drain(queue)).toEqual(['a3'])
  })

  it('may be one of any size where nothing else waits', async () => {
    const queue = new EventQueue<string>(limits(2, 100))
    expect(queue.push('large', event(1_000))).toBe(true)
    expect(queue.push('small', event(1))).toBe(false)
    expect(await next(queue)).toBe('large')
    expect(queue.push('small', event(1))).toBe(true)
  })

  it('reach a subscriber that was waiting', async () => {
    const queue = new EventQueue<number>(limits(1))
    const first = next(queue)
    queue.push(7, stateOf('a'))
    expect(await first).toBe(7)
    const end = next(queue)
    queue.end()
    expect(await end).toBeUndefined()
  })

  it('are followed by a last one even where there is no room', async () => {
    const queue = new EventQueue<string>(limits(1, 100))
    queue.push('one', event(100))
    queue.endAfter('last')
    queue.push('two', event())
    expect(await drain(queue)).toEqual(['one', 'last'])
  })

  it('are not kept for a subscriber that has gone', async () => {
    const queue = new EventQueue<number>(limits(1))
    queue.push(1, stateOf('a'))
    queue.drop()
    queue.push(2, stateOf('a'))
    expect(await next(queue)).toBeUndefined()
  })
})
