import type { Cache } from '@atelier/platform/cache/cache.ts'
import { createMemoryCache } from '@atelier/platform/cache/memoryCache.ts'
import { openRedisCache } from '@atelier/platform/cache/redisCache.ts'
import { createLogger } from '@atelier/platform/log/logger.ts'
import { createTestClock } from '@atelier/testkit/platform/testPorts.ts'
import { realService } from '@atelier/testkit/servers/realServices.ts'
import { openRedisSpace } from '@atelier/testkit/servers/redisSpace.ts'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createGrowingWaits, type GrowingWaits, type TryKey } from './growingWaits.ts'

const redis = await realService('redis')
const limit = { free: 2, windowMs: 60_000, maxWaitMs: 40_000 }
const key: TryKey = ['test', 'ada']

const adapters: { name: string; open(): Promise<{ cache: Cache; close(): Promise<void> }> }[] = [
  { name: 'memory', open: async () => ({ cache: createMemoryCache(), close: async () => {} }) },
]
if (redis.available) {
  adapters.push({
    name: 'Redis',
    async open() {
      const space = await openRedisSpace(redis.url)
      const log = createLogger({ name: 'test', level: 'silent' })
      const cache = await openRedisCache({ url: redis.url, prefix: space.prefix, log })
      const close = async () => {
        await cache.close()
        await space.close()
      }
      return { cache, close }
    },
  })
}

describe.each(adapters)(`growing waits over $name${redis.note}`, ({ open }) => {
  let replicas: [GrowingWaits, GrowingWaits]
  let close: () => Promise<void>
  const clock = createTestClock()
  beforeEach(async () => {
    const opened = await open()
    close = opened.close
    const replica = () => createGrowingWaits({ counters: opened.cache, clock })
    replicas = [replica(), replica()]
  })
  afterEach(() => close())

  const isWaiting = (waits: GrowingWaits, keys = [key]) =>
    waits.check(keys).then(
      () => false,
      error => {
        expect(error.extensions).toMatchObject({ code: 'RATE_LIMITED', retryAfter: expect.any(Number) })
        return true
      },
    )

  it('are the same for all replicas', async () => {
    const [one, other] = replicas
    for (let i = 1; i <= 7; i++) expect(await replicas[i % 2]?.count(key, limit)).toBe(i)
    expect(await isWaiting(one)).toBe(true)
    expect(await isWaiting(other)).toBe(true)
    expect(await isWaiting(other, [['test', 'bob'], key])).toBe(true)
    expect(await isWaiting(other, [['test', 'bob']])).toBe(false)
    clock.advance(40_000)
    expect(await isWaiting(one)).toBe(false)
  })

  it('begin later where more is free', async () => {
    const [one] = replicas
    for (let i = 1; i <= 5; i++) await one.count(key, limit, 10)
    expect(await isWaiting(one)).toBe(false)
  })

  it('do not take texts for one another whose parts are cut elsewhere', async () => {
    const [one] = replicas
    for (let i = 0; i < 7; i++) await one.count(['test', 'a', 'bc'], limit)
    expect(await isWaiting(one, [['test', 'ab', 'c']])).toBe(false)
  })
})
