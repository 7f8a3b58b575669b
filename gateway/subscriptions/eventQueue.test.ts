import { describe, expect, it } from 'vitest'
import { EventQueue, type QueueLimits, type SharedRoom } from './eventQueue.ts'
import { WaitingBytes } from './waitingBytes.ts'

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
const stateOf = (of: string, bytes = 1, body = {}) => ({ of, bytes, body })
const event = (bytes = 1, body = {}) => ({ of: undefined, bytes, body })
const room = (perCaller = Infinity, inAll = Infinity) => new WaitingBytes({ perCaller, inAll })
const queueOf = <T>(of: QueueLimits, shared: SharedRoom = room().open('ada')) => new EventQueue<T>(of, shared)

describe('the events that wait for a subscriber', () => {
  it('come in order and all of them while the subscriber keeps up', async () => {
    const queue = queueOf<number>(limits(3))
    for (const n of [1, 2, 3]) queue.push(n, stateOf('a'))
    queue.end()
    expect(await drain(queue)).toEqual([1, 2, 3])
  })

  it('are reduced to the latest state of each thing once it is behind, and the last one is always there', async () => {
    const queue = queueOf<string>(limits(2))
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
    const queue = queueOf<number>(limits(2))
    const numbers = Array.from({ length: 1000 }, (_, n) => n)
    for (const n of numbers) expect(queue.push(n, event())).toBe(true)
    queue.end()
    expect(await drain(queue)).toEqual(numbers)
  })

  it('have no room beyond the bytes that may wait, until some are taken', async () => {
    const queue = queueOf<string>(limits(2, 100))
    expect(queue.push('one', event(60))).toBe(true)
    expect(queue.push('two', event(60))).toBe(false)
    expect(queue.push('three', event(40))).toBe(true)
    expect(await next(queue)).toBe('one')
    expect(queue.push('four', event(60))).toBe(true)
    queue.end()
    expect(await drain(queue)).toEqual(['three', 'four'])
  })

  it('make room for a newer state of the same thing, though fewer than the backlog wait', async () => {
    const queue = queueOf<string>(limits(10, 100))
    for (const name of ['a1', 'a2', 'a3']) expect(queue.push(name, stateOf('a', 60))).toBe(true)
    expect(queue.push('b1', stateOf('b', 60))).toBe(false)
    queue.end()
    expect(await drain(queue)).toEqual(['a3'])
  })

  it('may be one of any size where nothing else waits', async () => {
    const queue = queueOf<string>(limits(2, 100))
    expect(queue.push('large', event(1_000))).toBe(true)
    expect(queue.push('small', event(1))).toBe(false)
    expect(await next(queue)).toBe('large')
    expect(queue.push('small', event(1))).toBe(true)
  })

  it('reach a subscriber that was waiting', async () => {
    const queue = queueOf<number>(limits(1))
    const first = next(queue)
    queue.push(7, stateOf('a'))
    expect(await first).toBe(7)
    const end = next(queue)
    queue.end()
    expect(await end).toBeUndefined()
  })

  it('are followed by a last one even where there is no room', async () => {
    const queue = queueOf<string>(limits(1, 100))
    queue.push('one', event(100))
    queue.endAfter('last')
    queue.push('two', event())
    expect(await drain(queue)).toEqual(['one', 'last'])
  })

  it('are not kept for a subscriber that has gone', async () => {
    const queue = queueOf<number>(limits(1))
    queue.push(1, stateOf('a'))
    queue.drop()
    queue.push(2, stateOf('a'))
    expect(await next(queue)).toBeUndefined()
  })
})

describe('the events that wait for all subscriptions of a caller', () => {
  it('have no room beyond the bytes that may wait, also where nothing waits for the subscription itself', () => {
    const ada = room(100).open('ada')
    const [one, other] = [queueOf<string>(limits(10), ada), queueOf<string>(limits(10), ada)]
    expect(one.push('a', event(80))).toBe(true)
    expect(other.push('b', event(80))).toBe(false)
    one.take()
    expect(other.push('b', event(80))).toBe(true)
    one.drop()
    other.drop()
    expect(one.push('c', event(80))).toBe(true)
  })

  it('count once where one waits for many', () => {
    const ada = room(100).open('ada')
    const queues = Array.from({ length: 1000 }, () => queueOf<string>(limits(10), ada))
    for (const body of [{}, {}]) for (const queue of queues) expect(queue.push('a', event(50, body))).toBe(true)
    expect(queues[0]?.push('b', event(50))).toBe(false)
    for (const queue of queues) queue.take()
    expect(queues[0]?.push('b', event(50))).toBe(true)
  })

  it('make room for newer states, which may wait for all before an older one has gone', async () => {
    const ada = room(100).open('ada')
    const queues = Array.from({ length: 10 }, () => queueOf<string>(limits(10), ada))
    for (const version of Array.from({ length: 20 }, (_, n) => n)) {
      const body = {}
      for (const queue of queues) expect(queue.push(`a${version}`, stateOf('a', 60, body))).toBe(true)
    }
    for (const queue of queues) {
      queue.end()
      expect((await drain(queue)).at(-1)).toBe('a19')
    }
  })

  it('grow no further than twice that by states that take the place of shorter ones', () => {
    const all = room(100)
    const ada = all.open('ada')
    const queues = Array.from({ length: 100 }, () => queueOf<string>(limits(10), ada))
    for (const queue of queues) queue.push('small', stateOf('a', 1))
    for (const queue of queues) queue.push('large', stateOf('a', 60))
    expect(all.total).toBeLessThanOrEqual(200)
  })

  it('leave room for those of callers with less than their share', () => {
    const all = room(100, 100)
    const [ada, bob] = ['ada', 'bob'].map(name => queueOf<string>(limits(10), all.open(name)))
    for (let n = 0; n < 9; n += 1) expect(ada?.push('a', event(10))).toBe(true)
    for (let n = 0; n < 5; n += 1) expect(bob?.push('b', event(10))).toBe(true)
    expect(ada?.push('a', event(10))).toBe(false)
    expect(bob?.push('b', event(10))).toBe(false)
  })
})
