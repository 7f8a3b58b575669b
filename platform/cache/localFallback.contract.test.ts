import { realService } from '@atelier/testkit/servers/realServices.ts'
import { openRedisSpace, type RedisSpace } from '@atelier/testkit/servers/redisSpace.ts'
import { captureLog } from '@atelier/testkit/support/capturedLog.ts'
import { openTcpProxy, type TcpProxy } from '@atelier/testkit/support/tcpProxy.ts'
import { waitUntil } from '@atelier/testkit/support/waitUntil.ts'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createLogger } from '../log/logger.ts'
import { type Counters, withLocalFallback } from './localFallback.ts'
import { createMemoryCache } from './memoryCache.ts'
import { openRedisCache, type RedisCache } from './redisCache.ts'

const redis = await realService('redis')
const options = { ttlMs: 600_000 }

describe.runIf(redis.available)(`counters over a Redis that goes away${redis.note}`, () => {
  let proxy: TcpProxy
  let space: RedisSpace
  let caches: RedisCache[]
  let here: Counters
  let there: Counters

  const log = captureLog()
  const silent = createLogger({ name: 'test', level: 'silent' })

  /** A process's own counters. */
  async function openCounters(): Promise<Counters> {
    const url = new URL(redis.url)
    url.host = `127.0.0.1:${proxy.port}`
    const shared = await openRedisCache({ url: url.href, prefix: space.prefix, log: silent })
    caches.push(shared)
    return withLocalFallback(shared, createMemoryCache(), { log: log.logger })
  }

  async function comeBack(): Promise<void> {
    await proxy.start()
    for (const cache of caches) await waitUntil(() => cache.ping())
  }

  beforeEach(async () => {
    log.clear()
    caches = []
    space = await openRedisSpace(redis.url)
    const { hostname, port } = new URL(redis.url)
    proxy = await openTcpProxy({ host: hostname, port: Number(port || 6379) })
    here = await openCounters()
    there = await openCounters()
  })
  afterEach(async () => {
    for (const cache of caches) await cache.close()
    await proxy.close()
    await space.close()
  })

  const countAt = async (counters: Counters) => (await counters.increment('tries', options)).value

  it('count over all processes while it is there', async () => {
    expect([await countAt(here), await countAt(there), await countAt(here)]).toEqual([1, 2, 3])
    await here.set('closed', 1, options)
    expect(await there.get('closed')).toBe(1)
    expect(log.lines).toEqual([])
  })

  it('count on in each process from its own, while it is away', async () => {
    expect([await countAt(here), await countAt(here), await countAt(there)]).toEqual([1, 2, 3])
    await proxy.stop()
    expect([await countAt(here), await countAt(here), await countAt(there)]).toEqual([3, 4, 2])
    const { resetsInMs } = await here.increment('tries', options)
    expect(resetsInMs).toBeGreaterThan(0)
    expect(resetsInMs).toBeLessThanOrEqual(options.ttlMs)
  })

  it('keep in each process what it was told before, while it is away', async () => {
    await here.set('closed', 'before', options)
    await proxy.stop()
    await here.set('other', 'meanwhile', options)
    expect([await here.get('closed'), await here.get('other')]).toEqual(['before', 'meanwhile'])
    expect([await there.get('closed'), await there.get('other')]).toEqual([undefined, undefined])
  })

  it('hold what was counted and told alone, when it is back', async () => {
    await proxy.stop()
    for (let i = 0; i < 3; i++) await countAt(here)
    await here.set('closed', 'meanwhile', options)
    await comeBack()
    expect(await here.get('closed')).toBe('meanwhile')
    expect([await countAt(here), await countAt(there)]).toEqual([4, 2])
  })

  it('say once in an outage that they are alone, and once that they are not', async () => {
    for (const round of [1, 2]) {
      await proxy.stop()
      for (let i = 0; i < 3; i++) await countAt(here)
      await here.get('closed')
      expect(log.find('cache unavailable, counting in this process only')).toHaveLength(round)
      await comeBack()
      for (let i = 0; i < 3; i++) await countAt(here)
      expect(log.find('cache available again, counting across processes')).toHaveLength(round)
    }
  })
})
