import { describe, expect, it } from 'vitest'
import { createMemoryCache } from './memoryCache.ts'

const ttlMs = 60_000

describe('memory cache', () => {
  it('drops the value used longest ago when there are too many', async () => {
    const cache = createMemoryCache({ maxEntries: 3 })
    for (const key of ['a', 'b', 'c']) await cache.set(key, key, { ttlMs })
    await cache.get('a')
    await cache.set('d', 'd', { ttlMs })
    expect(await Promise.all(['a', 'b', 'c', 'd'].map(key => cache.get(key)))).toEqual(['a', undefined, 'c', 'd'])
  })

  it('keeps counters and locks whatever number of values comes', async () => {
    const cache = createMemoryCache({ maxEntries: 3 })
    await cache.increment('hits', { ttlMs })
    await cache.lock('job', { ttlMs })
    for (let index = 0; index < 100; index++) await cache.set(`value ${index}`, index, { ttlMs })
    expect(await cache.increment('hits', { ttlMs })).toMatchObject({ value: 2 })
    expect(await cache.lock('job', { ttlMs })).toBeUndefined()
  })

  it('holds no more counters than it may, and keeps those in use', async () => {
    const cache = createMemoryCache({ maxEntries: 3 })
    await cache.increment('idle', { ttlMs })
    for (let index = 0; index < 10; index++) {
      await cache.increment('busy', { ttlMs })
      await cache.increment(`other ${index}`, { ttlMs })
    }
    expect(await cache.increment('busy', { ttlMs })).toMatchObject({ value: 11 })
    expect(await cache.increment('idle', { ttlMs })).toMatchObject({ value: 1 })
  })

  it('keeps every lock in force while it sweeps those that have ended', async () => {
    let time = 0
    const cache = createMemoryCache({ maxEntries: 3, clock: { now: () => new Date(time) } })
    for (let index = 0; index < 2_000; index++) await cache.lock(`brief ${index}`, { ttlMs: 10 })
    await cache.lock('long', { ttlMs })
    time = 10
    for (let index = 0; index < 5_000; index++) await cache.lock(`later ${index}`, { ttlMs })
    expect(await cache.lock('long', { ttlMs })).toBeUndefined()
    expect(await cache.lock('later 0', { ttlMs })).toBeUndefined()
    expect(await cache.lock('brief 0', { ttlMs })).toBeDefined()
  })

  it('ends a value, a window and a lock at the very millisecond', async () => {
    let time = 0
    const cache = createMemoryCache({ clock: { now: () => new Date(time) } })
    await cache.set('value', 1, { ttlMs: 100 })
    await cache.increment('hits', { ttlMs: 100 })
    await cache.lock('job', { ttlMs: 100 })
    time = 99
    expect(await cache.get('value')).toBe(1)
    expect(await cache.increment('hits', { ttlMs: 100 })).toEqual({ value: 2, resetsInMs: 1 })
    expect(await cache.lock('job', { ttlMs: 100 })).toBeUndefined()
    time = 100
    expect(await cache.get('value')).toBeUndefined()
    expect(await cache.increment('hits', { ttlMs: 100 })).toEqual({ value: 1, resetsInMs: 100 })
    expect(await cache.lock('job', { ttlMs: 100 })).toBeDefined()
  })
})
