import { describe, expect, it } from 'vitest'
import { FairConcurrencyLimit, type FairConcurrencyLimits } from './fairConcurrencyLimit.ts'

const at = (address: string, caller = address) => ({ caller, address })

function open(limits: Partial<FairConcurrencyLimits>) {
  const limit = new FairConcurrencyLimit({
    total: Infinity,
    perCaller: Infinity,
    perAddress: Infinity,
    waitingPerCaller: 100,
    waitMs: 60_000,
    ...limits,
  })
  const served: string[] = []
  /** Takes a place for somebody at an address, whose names are written together: `a1` is somebody at a. */
  const acquire = async (name: string, signal?: AbortSignal) => {
    const outcome = await limit.acquire(at(name.charAt(0), name), signal)
    if (outcome === 'acquired') served.push(name)
    return outcome
  }
  const release = async (name: string) => {
    limit.release(at(name.charAt(0), name))
    await new Promise(setImmediate)
  }
  return { limit, served, acquire, release }
}

describe('a fair concurrency limit', () => {
  it('serves at once what has a place', async () => {
    const { limit } = open({ total: 2 })
    expect([limit.tryAcquire(at('a')), limit.tryAcquire(at('a')), limit.tryAcquire(at('b'))]).toEqual([
      true,
      true,
      false,
    ])
    limit.release(at('a'))
    expect(limit.tryAcquire(at('b'))).toBe(true)
  })

  it('keeps places for others than one caller, and than one address with many callers', () => {
    const { limit } = open({ total: 4, perCaller: 2, perAddress: 3 })
    const tried = [at('a', 'x'), at('a', 'x'), at('a', 'x'), at('a', 'y'), at('a', 'z'), at('b')]
    expect(tried.map(source => limit.tryAcquire(source))).toEqual([true, true, false, true, false, true])
  })

  it('serves addresses in turn, and the callers of each', async () => {
    const { served, acquire, release } = open({ total: 1 })
    await acquire('o1')
    const waiting = ['a1', 'a1', 'a1', 'a2', 'a3', 'b1', 'b1'].map(name => acquire(name))
    await release('o1')
    while (served.length < 8) await release(served.at(-1) as string)
    await Promise.all(waiting)
    expect(served.slice(1)).toEqual(['a1', 'b1', 'a2', 'b1', 'a3', 'a1', 'a1'])
  })

  it('does not let those who may have no more stand before others', async () => {
    const { limit, served, acquire, release } = open({ total: 3, perCaller: 1 })
    await acquire('a1')
    const second = acquire('a1')
    expect(limit.tryAcquire(at('b', 'b1'))).toBe(true)
    await release('b1')
    expect(served).toEqual(['a1'])
    await release('a1')
    expect(await second).toBe('acquired')
  })

  it('refuses what too many wait for already, and says whose fault it is', async () => {
    const { acquire } = open({ total: 1, waitingPerCaller: 1 })
    await acquire('a1')
    acquire('b1')
    expect(await acquire('b1')).toBe('overloaded')
    const own = open({ perCaller: 1, waitingPerCaller: 1 })
    await own.acquire('a1')
    own.acquire('a1')
    expect(await own.acquire('a1')).toBe('crowded')
  })

  it('bounds what waits at one address, however many callers it has', async () => {
    const { limit, acquire } = open({ total: 1, waitingPerCaller: 2 })
    await acquire('b1')
    for (let n = 0; n < 20; n++) acquire(`a${n}`)
    expect(limit.waiting).toBe(8)
  })

  it('lets nobody wait for ever', async () => {
    const { limit, acquire } = open({ total: 1, waitMs: 20 })
    await acquire('a1')
    expect(await acquire('b1')).toBe('overloaded')
    expect(limit.waiting).toBe(0)
  })

  it('forgets who left', async () => {
    const { limit, served, acquire, release } = open({ total: 1 })
    await acquire('a1')
    const leaving = new AbortController()
    const left = acquire('b1', leaving.signal)
    const stays = acquire('c1')
    leaving.abort()
    expect(await left).toBe('aborted')
    expect(await acquire('b1', leaving.signal)).toBe('aborted')
    await release('a1')
    expect(await stays).toBe('acquired')
    await release('c1')
    expect(served).toEqual(['a1', 'c1'])
    expect([limit.underWay, limit.waiting]).toEqual([0, 0])
  })
})
