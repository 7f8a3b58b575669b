import { describe, expect, it } from 'vitest'
import { FairQueue, type FairQueueOptions } from './fairQueue.ts'

const open = (options: Partial<FairQueueOptions> = {}) =>
  new FairQueue({ atOnce: 1, perPerson: 10, total: 100, patienceMs: 60_000, ...options })
const never = new AbortController().signal

/** Work that goes on until it is told to end, and says in which order it began. */
function workshop() {
  const begun: string[] = []
  const ends = new Map<string, () => void>()
  return {
    begun,
    work: (name: string) => () => {
      begun.push(name)
      return new Promise<string>(resolve => ends.set(name, () => resolve(name)))
    },
    async end(name: string): Promise<void> {
      ends.get(name)?.()
      await new Promise(resolve => setImmediate(resolve))
    },
  }
}

describe('a fair queue', () => {
  it('serves people in turns, each in the order of asking', async () => {
    const queue = open()
    const { begun, work, end } = workshop()
    const running = ['a1', 'a2', 'a3', 'b1', 'c1', 'b2'].map(name => queue.run(name[0] ?? '', never, work(name)))
    for (const name of ['', 'a1', 'a2', 'b1', 'c1', 'a3', 'b2']) await end(name)
    await Promise.all(running)
    expect(begun).toEqual(['a1', 'a2', 'b1', 'c1', 'a3', 'b2'])
  })

  it('does as much at once as it may', async () => {
    const queue = open({ atOnce: 2 })
    const { begun, work, end } = workshop()
    const running = ['a1', 'a2', 'a3'].map(name => queue.run('a', never, work(name)))
    await end('')
    expect(begun).toEqual(['a1', 'a2'])
    await end('a2')
    expect(begun).toEqual(['a1', 'a2', 'a3'])
    await end('a1')
    await end('a3')
    await Promise.all(running)
  })

  it('turns away what would be too much of one person, or of all', async () => {
    const queue = open({ perPerson: 2, total: 3 })
    const { work, end } = workshop()
    const running = ['a1', 'a2', 'a3'].map(name => queue.run('a', never, work(name)))
    await expect(queue.run('a', never, work('a4'))).rejects.toMatchObject({ extensions: { code: 'RATE_LIMITED' } })
    running.push(queue.run('b', never, work('b1')))
    await expect(queue.run('c', never, work('c1'))).rejects.toMatchObject({ extensions: { code: 'RATE_LIMITED' } })
    for (const name of ['a1', 'a2', 'b1', 'a3', 'a2']) await end(name)
    await Promise.all(running)
  })

  it('forgets what nobody waits for any more', async () => {
    const queue = open()
    const { begun, work, end } = workshop()
    const first = queue.run('a', never, work('a1'))
    const leaving = new AbortController()
    const left = queue.run('a', leaving.signal, work('a2'))
    const stays = queue.run('b', never, work('b1'))
    leaving.abort(new Error('gone'))
    await expect(left).rejects.toThrow('gone')
    await expect(queue.run('c', leaving.signal, work('c1'))).rejects.toThrow('gone')
    await end('a1')
    await end('b1')
    await Promise.all([first, stays])
    expect(begun).toEqual(['a1', 'b1'])
  })

  it('turns away what has waited too long, and goes on', async () => {
    const queue = open({ patienceMs: 1 })
    const { begun, work, end } = workshop()
    const first = queue.run('a', never, work('a1'))
    await expect(queue.run('b', never, work('b1'))).rejects.toMatchObject({ extensions: { retryAfter: 5 } })
    await end('a1')
    await first
    const next = queue.run('b', never, work('b2'))
    await end('')
    await end('b2')
    await next
    expect(begun).toEqual(['a1', 'b2'])
  })

  it('goes on after work that failed', async () => {
    const queue = open()
    await expect(queue.run('a', never, () => Promise.reject(new Error('no')))).rejects.toThrow('no')
    expect(await queue.run('a', never, async () => 'yes')).toBe('yes')
  })
})
