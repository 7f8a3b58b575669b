import { createMemoryCache } from '@atelier/platform/cache/memoryCache.ts'
import { describe, expect, it } from 'vitest'
import { RateLimit } from './rateLimit.ts'

/** Replicas that share counters, and a clock that stands still until it is told otherwise. */
function replicas(count: number, limit: number) {
  let time = 0
  let asked = 0
  const clock = { now: () => new Date(time) }
  const cache = createMemoryCache({ clock })
  const shared = {
    increment: (key: string, options: { ttlMs: number }) => {
      asked += 1
      return cache.increment(key, options)
    },
  }
  const limits = Array.from(
    { length: count },
    () => new RateLimit({ name: 'operations', limit, windowMs: 10_000, shared, clock }),
  )
  return {
    limits,
    asked: () => asked,
    pass: (ms: number) => {
      time += ms
    },
    /** How many of so many operations pass, sent to the replicas in turn. */
    async admitted(operations: number, address = '203.0.113.7') {
      let passed = 0
      for (let n = 0; n < operations; n++) if (!(await limits[n % count]?.admit({ address }))) passed += 1
      return passed
    },
  }
}

describe('the rate limit', () => {
  it('lets pass as many as it allows in a window, and again as many in the next', async () => {
    const { admitted, pass } = replicas(1, 600)
    expect(await admitted(1_000)).toBe(600)
    pass(9_999)
    expect(await admitted(1)).toBe(0)
    pass(1)
    expect(await admitted(1_000)).toBe(600)
  })

  it('says when to try again', async () => {
    const { limits, pass } = replicas(1, 1)
    await limits[0]?.admit({ address: 'a' })
    pass(2_500)
    const error = await limits[0]?.admit({ address: 'a' })
    expect(error?.extensions).toEqual({ code: 'RATE_LIMITED', retryAfter: 8 })
  })

  it('counts each caller apart', async () => {
    const { admitted } = replicas(1, 10)
    expect(await admitted(20, 'a')).toBe(10)
    expect(await admitted(20, 'b')).toBe(10)
  })

  it('counts over replicas, exactly where it is small', async () => {
    expect(await replicas(3, 30).admitted(90)).toBe(30)
  })

  it('counts over replicas, within a part of each, where it is large', async () => {
    const passed = await replicas(3, 600).admitted(3_000)
    expect(passed).toBeGreaterThanOrEqual(600)
    expect(passed).toBeLessThanOrEqual(600 + 3 * 12)
  })

  it('asks nobody for callers who are far from it, nor for those who are over it', async () => {
    const { admitted, asked } = replicas(1, 600)
    await admitted(11)
    expect(asked()).toBe(0)
    await admitted(5_000)
    expect(asked()).toBeLessThanOrEqual(50)
  })

  it('is off without a limit', async () => {
    expect(await replicas(1, Infinity).admitted(5_000)).toBe(5_000)
  })
})
