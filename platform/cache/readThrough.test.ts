import { captureLog } from '@atelier/testkit/support/capturedLog.ts'
import { beforeEach, describe, expect, it } from 'vitest'
import type { Cache } from './cache.ts'
import { createMemoryCache } from './memoryCache.ts'
import { readThrough } from './readThrough.ts'

describe('reading through the cache', () => {
  let cache: Cache
  let loads: number

  beforeEach(() => {
    cache = createMemoryCache()
    warnings.clear()
    loads = 0
  })

  const warnings = captureLog({ level: 'warn' })
  const read = <T>(make: () => T | Promise<T>, from = cache) =>
    readThrough(from, {
      key: 'key',
      ttlMs: 60_000,
      log: warnings.logger,
      async load() {
        loads += 1
        return make()
      },
    })

  it('loads once and then reads the cache', async () => {
    expect(await read(() => ({ name: 'first' }))).toEqual({ name: 'first' })
    expect(await read(() => ({ name: 'second' }))).toEqual({ name: 'first' })
    expect(loads).toBe(1)
  })

  it('loads once for callers that ask at the same time, and gives each a copy', async () => {
    const [a, b] = await Promise.all([read(() => ({ list: [1] })), read(() => ({ list: [2] }))])
    a.list.push(9)
    expect(b).toEqual({ list: [1] })
    expect(loads).toBe(1)
  })

  it('keeps the loads of one cache apart from those of another', async () => {
    const [a, b] = await Promise.all([read(() => 'a'), read(() => 'b', createMemoryCache())])
    expect([a, b]).toEqual(['a', 'b'])
  })

  it('keeps null and does not keep undefined', async () => {
    expect(await read(() => undefined)).toBeUndefined()
    expect(await read<string | null>(() => null)).toBeNull()
    expect(await read<string | null>(() => 'later')).toBeNull()
  })

  it('fails every waiting caller when the load fails, and loads again for the next', async () => {
    const fail = () => Promise.reject(new Error('no such row'))
    const results = await Promise.allSettled([read(fail), read(fail)])
    expect(results.map(result => result.status)).toEqual(['rejected', 'rejected'])
    expect(loads).toBe(1)
    expect(await read(() => 'well')).toBe('well')
  })

  it('gives the same shape from a load as from the cache', async () => {
    const first = await read<unknown>(() => ({ at: new Date(0) }))
    expect(first).toEqual({ at: '1970-01-01T00:00:00.000Z' })
    expect(await read<unknown>(() => undefined)).toEqual(first)
  })

  it('loads without a cache that cannot be read, and says so', async () => {
    const broken: Cache = { ...cache, get: () => Promise.reject(new Error('connection lost')) }
    expect(await read(() => 'loaded', broken)).toBe('loaded')
    expect(await read(() => 'again', broken)).toBe('again')
    expect(await cache.get('key')).toBeUndefined()
    expect(warnings.lines).toMatchObject(
      Array(2).fill({ msg: 'cache read failed, loading the value', err: { message: 'connection lost' } }),
    )
  })

  it('gives what it loaded when the cache cannot keep it, and says so', async () => {
    const broken: Cache = { ...cache, set: () => Promise.reject(new Error('out of memory')) }
    expect(await read(() => 'loaded', broken)).toBe('loaded')
    expect(warnings.lines).toMatchObject([{ msg: 'cache write failed', err: { message: 'out of memory' } }])
  })
})
