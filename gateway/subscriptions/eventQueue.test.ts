import { describe, expect, it } from 'vitest'
import { EventQueue } from './eventQueue.ts'

async function drain<T>(queue: EventQueue<T>): Promise<T[]> {
  const events: T[] = []
  for (let event = await queue.next(); event !== undefined; event = await queue.next()) events.push(event)
  return events
}

describe('the events that wait for a subscriber', () => {
  it('come in order and all of them while the subscriber keeps up', async () => {
    const queue = new EventQueue<number>(3)
    for (const n of [1, 2, 3]) queue.push(n, 'a')
    queue.end()
    expect(await drain(queue)).toEqual([1, 2, 3])
  })

  it('are reduced to the latest of each thing once it is behind, and the last one is always there', async () => {
    const queue = new EventQueue<string>(2)
    for (let n = 1; n <= 1000; n++) queue.push(`a${n}`, 'a')
    queue.push('b1', 'b')
    for (let n = 1001; n <= 2000; n++) queue.push(`a${n}`, 'a')
    queue.end()
    const events = await drain(queue)
    expect(events.length).toBeLessThanOrEqual(3)
    expect(events).toContain('b1')
    expect(events.at(-1)).toBe('a2000')
  })

  it('reach a subscriber that was waiting', async () => {
    const queue = new EventQueue<number>(1)
    const next = queue.next()
    queue.push(7, 'a')
    expect(await next).toBe(7)
    const end = queue.next()
    queue.end()
    expect(await end).toBeUndefined()
  })

  it('are not kept for a subscriber that has gone', async () => {
    const queue = new EventQueue<number>(1)
    queue.push(1, 'a')
    queue.drop()
    queue.push(2, 'a')
    expect(await queue.next()).toBeUndefined()
  })
})
