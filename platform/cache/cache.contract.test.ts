import { realService } from '@atelier/testkit/servers/realServices.ts'
import { openRedisSpace } from '@atelier/testkit/servers/redisSpace.ts'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createLogger } from '../log/logger.ts'
import type { Cache } from './cache.ts'
import { createMemoryCache } from './memoryCache.ts'
import { openRedisCache } from './redisCache.ts'

const redis = await realService('redis')
const log = createLogger({ name: 'test', level: 'silent' })

/** A cache under test, with the way its time passes: by a moved clock, or by ends that come nearer. */
interface Opened {
  cache: Cache
  elapse(ms: number): Promise<void>
  close(): Promise<void>
}

const adapters: { name: string; open(): Promise<Opened> }[] = [
  {
    name: 'memory',
    async open() {
      let time = Date.parse('2026-01-01T00:00:00Z')
      const cache = createMemoryCache({ clock: { now: () => new Date(time) } })
      return {
        cache,
        async elapse(ms) {
          time += ms
        },
        close: () => cache.close(),
      }
    },
  },
]
if (redis.available) {
  adapters.push({
    name: 'Redis',
    async open() {
      const space = await openRedisSpace(redis.url)
      const cache = await openRedisCache({ url: redis.url, prefix: space.prefix, log })
      return {
        cache,
        elapse: space.elapse,
        async close() {
          await cache.close()
          await space.close()
        },
      }
    },
  })
}

describe.each(adapters)(`cache over $name${redis.note}`, ({ open }) => {
  let opened: Opened
  let cache: Cache
  let elapse: Opened['elapse']

  beforeEach(async () => {
    opened = await open()
    ;({ cache, elapse } = opened)
  })
  afterEach(() => opened.close())

  describe('values', () => {
    it.each([[{ a: [1, 'two', null] }], ['text'], [0], [false], [null], ['']])(
      'gives back %j as it was',
      async value => {
        await cache.set('key', value, { ttlMs: 1_000_000 })
        expect(await cache.get('key')).toEqual(value)
      },
    )

    it('has nothing under a key that was never set', async () => {
      expect(await cache.get('nothing')).toBeUndefined()
    })

    it('replaces a value and its time to live', async () => {
      await cache.set('key', 'old', { ttlMs: 50_000 })
      await cache.set('key', 'new', { ttlMs: 5_000_000 })
      await elapse(60_000)
      expect(await cache.get('key')).toBe('new')
    })

    it('forgets a value when its time to live has passed', async () => {
      await cache.set('brief', 1, { ttlMs: 50_000 })
      await cache.set('long', 2, { ttlMs: 5_000_000 })
      expect(await cache.get('brief')).toBe(1)
      await elapse(60_000)
      expect(await cache.get('brief')).toBeUndefined()
      expect(await cache.get('long')).toBe(2)
    })

    it('forgets a value that is set with no time left', async () => {
      await cache.set('key', 'old', { ttlMs: 5_000_000 })
      await cache.set('key', 'new', { ttlMs: -1 })
      expect(await cache.get('key')).toBeUndefined()
    })

    it('forgets the deleted keys and no other', async () => {
      for (const key of ['a', 'b', 'c']) await cache.set(key, key, { ttlMs: 5_000_000 })
      await cache.delete('a', 'b', 'unknown')
      expect(await Promise.all(['a', 'b', 'c'].map(key => cache.get(key)))).toEqual([undefined, undefined, 'c'])
    })

    it('shares no object with its callers', async () => {
      const given = { list: [1] }
      await cache.set('key', given, { ttlMs: 5_000_000 })
      given.list.push(2)
      const got = await cache.get<{ list: number[] }>('key')
      got?.list.push(3)
      expect(await cache.get('key')).toEqual({ list: [1] })
    })

    it('refuses what JSON cannot say', async () => {
      await expect(cache.set('key', undefined, { ttlMs: 5_000_000 })).rejects.toThrow(TypeError)
    })
  })

  describe('counters', () => {
    it('gives every count its own number when many are made at once', async () => {
      const counts = await Promise.all(Array.from({ length: 50 }, () => cache.increment('hits', { ttlMs: 5_000_000 })))
      expect(counts.map(count => count.value).sort((a, b) => a - b)).toEqual(
        Array.from({ length: 50 }, (_, i) => i + 1),
      )
    })

    it('keeps the window that the first count began', async () => {
      const first = await cache.increment('hits', { ttlMs: 200_000 })
      expect(first.resetsInMs).toBeGreaterThan(0)
      expect(first.resetsInMs).toBeLessThanOrEqual(200_000)
      await elapse(120_000)
      const second = await cache.increment('hits', { ttlMs: 200_000 })
      expect(second.value).toBe(2)
      expect(second.resetsInMs).toBeLessThanOrEqual(80_000)
      await elapse(120_000)
      expect(await cache.increment('hits', { ttlMs: 200_000 })).toMatchObject({ value: 1 })
    })

    it('starts again at zero when the counter is deleted', async () => {
      await cache.increment('hits', { ttlMs: 5_000_000 })
      await cache.delete('hits')
      expect(await cache.increment('hits', { ttlMs: 5_000_000 })).toMatchObject({ value: 1 })
    })

    it('counts each key by itself', async () => {
      await cache.increment('ada', { ttlMs: 5_000_000 })
      expect(await cache.increment('bob', { ttlMs: 5_000_000 })).toMatchObject({ value: 1 })
    })
  })

  describe('locks', () => {
    it('gives one of many callers the lock', async () => {
      const tries = await Promise.all(Array.from({ length: 20 }, () => cache.lock('job', { ttlMs: 5_000_000 })))
      expect(tries.filter(release => release)).toHaveLength(1)
    })

    it('gives the lock to the next caller once it was given back', async () => {
      const release = await cache.lock('job', { ttlMs: 5_000_000 })
      await release?.()
      expect(await cache.lock('job', { ttlMs: 5_000_000 })).toBeDefined()
    })

    it('frees a lock whose time has passed', async () => {
      await cache.lock('job', { ttlMs: 50_000 })
      expect(await cache.lock('job', { ttlMs: 50_000 })).toBeUndefined()
      await elapse(60_000)
      expect(await cache.lock('job', { ttlMs: 5_000_000 })).toBeDefined()
    })

    it("does not let a late holder give back the next holder's lock", async () => {
      const late = await cache.lock('job', { ttlMs: 50_000 })
      await elapse(60_000)
      await cache.lock('job', { ttlMs: 5_000_000 })
      await late?.()
      expect(await cache.lock('job', { ttlMs: 5_000_000 })).toBeUndefined()
    })

    it('keeps a lock when its key is deleted', async () => {
      await cache.lock('job', { ttlMs: 5_000_000 })
      await cache.delete('job')
      expect(await cache.lock('job', { ttlMs: 5_000_000 })).toBeUndefined()
    })
  })

  it('lets a value, a counter and a lock have the same key', async () => {
    await cache.set('key', 'value', { ttlMs: 5_000_000 })
    expect(await cache.increment('key', { ttlMs: 5_000_000 })).toMatchObject({ value: 1 })
    expect(await cache.lock('key', { ttlMs: 5_000_000 })).toBeDefined()
    expect(await cache.get('key')).toBe('value')
  })
})
