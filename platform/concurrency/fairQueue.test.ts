import { describe, expect, it } from 'vitest'
import { createFairQueue, QueueFullError } from './fairQueue.ts'

/** A queue whose works end when the test says so, and the names of those that began. */
function open(options: { concurrency?: number; maxWaitingPerKey?: number; maxWaiting?: number } = {}) {
  const queue = createFairQueue({ concurrency: 1, maxWaitingPerKey: 100, maxWaiting: 1_000, ...options })
  const began: string[] = []
  const ends: (() => void)[] = []
  const add = (key: string | string[], name: string, signal?: AbortSignal) =>
    queue.run(
      key,
      () => {
        began.push(name)
        return new Promise<string>(resolve => ends.push(() => resolve(name)))
      },
      signal && { signal },
    )
  /** Ends works, the first first, until none is under way. */
  async function endAll() {
    for (let end = ends.shift(); end; end = ends.shift()) {
      end()
      await new Promise(setImmediate)
    }
  }
  return { queue, began, add, endAll }
}

describe('a fair queue', () => {
  it('runs at once what it has room for, and no more', async () => {
    const { began, add, endAll } = open({ concurrency: 2 })
    const works = [add('a', 'a1'), add('a', 'a2'), add('a', 'a3')]
    expect(began).toEqual(['a1', 'a2'])
    await endAll()
    expect(await Promise.all(works)).toEqual(['a1', 'a2', 'a3'])
  })

  it('serves the keys in turn, each in the order of its works', async () => {
    const { began, add, endAll } = open()
    const works = ['a1', 'a2', 'a3', 'a4', 'b1', 'b2', 'c1'].map(name => add(name.charAt(0), name))
    await endAll()
    await Promise.all(works)
    expect(began).toEqual(['a1', 'a2', 'b1', 'c1', 'a3', 'b2', 'a4'])
  })

  it('serves groups in turn, and the members of each', async () => {
    const { began, add, endAll } = open()
    const works = ['xa1', 'xa2', 'xa3', 'xb1', 'xc1', 'ya1'].map(name => add([...name.slice(0, 2)], name))
    await endAll()
    await Promise.all(works)
    expect(began).toEqual(['xa1', 'xa2', 'ya1', 'xb1', 'xc1', 'xa3'])
  })

  it('goes on after works that fail', async () => {
    const { queue } = open()
    const failing = queue.run('a', () => Promise.reject(new Error('failed')))
    const next = queue.run('a', async () => 'done')
    await expect(failing).rejects.toThrow('failed')
    expect(await next).toBe('done')
  })

  it('refuses what is too much of one key, and says when to come back', async () => {
    const { add, endAll } = open({ maxWaitingPerKey: 2 })
    const works = [add('a', 'a1'), add('a', 'a2'), add('a', 'a3')]
    const refused = await add('a', 'a4').catch((error: unknown) => error)
    expect(refused).toBeInstanceOf(QueueFullError)
    expect((refused as QueueFullError).retryAfterMs).toBeGreaterThanOrEqual(0)
    works.push(add('b', 'b1'))
    await endAll()
    expect(await Promise.all(works)).toEqual(['a1', 'a2', 'a3', 'b1'])
  })

  it('gives the room of whoever has most waiting to those who have less', async () => {
    const { queue, began, add, endAll } = open({ maxWaiting: 3 })
    const works = ['a1', 'a2', 'a3', 'a4'].map(name => add('a', name))
    const lost = expect(works[3]).rejects.toThrow(QueueFullError)
    works.push(add('b', 'b1'))
    await lost
    await expect(add('b', 'b2')).rejects.toThrow(QueueFullError)
    expect(queue.waiting).toBe(3)
    await endAll()
    await Promise.allSettled(works)
    expect(began).toEqual(['a1', 'a2', 'b1', 'a3'])
  })

  it('does the same within a group that has no more room', async () => {
    const { began, add, endAll } = open({ maxWaitingPerKey: 2 })
    const works = [add(['x', 'a'], 'a1'), add(['x', 'a'], 'a2'), add(['x', 'a'], 'a3')]
    const lost = expect(works[2]).rejects.toThrow(QueueFullError)
    works.push(add(['x', 'b'], 'b1'))
    await lost
    await endAll()
    await Promise.allSettled(works)
    expect(began).toEqual(['a1', 'a2', 'b1'])
  })

  it('drops what nobody waits for any more', async () => {
    const { queue, began, add, endAll } = open({ maxWaitingPerKey: 2 })
    const leaving = new AbortController()
    const works = [add('a', 'a1'), add('a', 'a2', leaving.signal), add('a', 'a3')]
    const dropped = expect(works[1]).rejects.toThrow('left')
    leaving.abort(new Error('left'))
    await dropped
    expect(queue.waiting).toBe(1)
    await expect(add('a', 'a4', leaving.signal)).rejects.toThrow('left')
    await endAll()
    await Promise.allSettled(works)
    expect(began).toEqual(['a1', 'a3'])
  })

  it('holds on to nothing after all is done', async () => {
    const { queue, add, endAll } = open({ concurrency: 2 })
    const works = Array.from({ length: 50 }, (_, i) => add([`group${i % 7}`, `member${i % 3}`], `${i}`))
    expect(queue.idle).toBe(false)
    await endAll()
    await Promise.all(works)
    expect(queue.waiting).toBe(0)
    expect(queue.idle).toBe(true)
  })
})
