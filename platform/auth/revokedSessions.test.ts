import { captureLog } from '@atelier/testkit/support/capturedLog.ts'
import { waitUntil } from '@atelier/testkit/support/waitUntil.ts'
import { beforeEach, describe, expect, it } from 'vitest'
import type { Cache } from '../cache/cache.ts'
import { createMemoryCache } from '../cache/memoryCache.ts'
import { createRevocationList, type RevocationList } from './revokedSessions.ts'
import { MAX_ACCESS_TOKEN_TTL_MS } from './tokens.ts'

describe('the list of ended sessions', () => {
  let now: number
  let away: boolean
  let unchecked: number
  let shared: Cache
  let here: RevocationList
  let there: RevocationList

  const clock = { now: () => new Date(now) }
  const log = captureLog()
  const unlessAway = <T>(answer: () => Promise<T>) => (away ? Promise.reject(new Error('cache is away')) : answer())

  /** A process's own list over the cache that all share and that may be away. */
  function openList(): RevocationList {
    const cache: Cache = {
      ...shared,
      get: key => unlessAway(() => shared.get(key)),
      set: (key, value, options) => unlessAway(() => shared.set(key, value, options)),
    }
    return createRevocationList(cache, {
      log: log.logger,
      clock,
      retryMs: 1,
      onUnchecked: () => {
        unchecked += 1
      },
    })
  }

  beforeEach(() => {
    now = Date.parse('2026-01-01T00:00:00Z')
    away = false
    log.clear()
    unchecked = 0
    shared = createMemoryCache({ clock })
    here = openList()
    there = openList()
  })

  it('tells every process of a session that was ended, and of no other', async () => {
    await here.revoke(['a', 'b'])
    expect(await there.isRevoked('a')).toBe(true)
    expect(await there.isRevoked('b')).toBe(true)
    expect(await there.isRevoked('c')).toBe(false)
  })

  it('forgets a session when no access token of it can be good any more', async () => {
    await here.revoke(['a'])
    now += MAX_ACCESS_TOKEN_TTL_MS - 1
    expect([await here.isRevoked('a'), await openList().isRevoked('a')]).toEqual([true, true])
    now += 1
    expect([await here.isRevoked('a'), await openList().isRevoked('a')]).toEqual([false, false])
  })

  describe('while the cache is away', () => {
    it('believes tokens of sessions that it does not know, and counts them', async () => {
      away = true
      expect(await here.isRevoked('a')).toBe(false)
      expect(await here.isRevoked('b')).toBe(false)
      expect(unchecked).toBe(2)
    })

    it('still refuses a session that ended in this process, or that it heard of before', async () => {
      await here.revoke(['before'])
      expect(await there.isRevoked('before')).toBe(true)
      away = true
      await there.revoke(['meanwhile'])
      expect([await there.isRevoked('before'), await there.isRevoked('meanwhile')]).toEqual([true, true])
      expect(unchecked).toBe(0)
    })

    it('keeps what ended and tells the others when the cache is back', async () => {
      away = true
      await here.revoke(['a', 'b'])
      expect(await there.isRevoked('a')).toBe(false)
      away = false
      await waitUntil(async () => {
        expect([await there.isRevoked('a'), await there.isRevoked('b')]).toEqual([true, true])
      })
    })

    it('tells the others for no longer than the session would have been listed', async () => {
      away = true
      await here.revoke(['a'])
      now += 60_000
      away = false
      await waitUntil(async () => expect(await openList().isRevoked('a')).toBe(true))
      now += MAX_ACCESS_TOKEN_TTL_MS - 60_000
      expect(await openList().isRevoked('a')).toBe(false)
    })

    it('says so once, and once that it is back', async () => {
      away = true
      for (const id of ['a', 'b', 'c']) await here.isRevoked(id)
      expect(log.find('revocation list unavailable, accepting unexpired tokens')).toHaveLength(1)
      away = false
      for (const id of ['a', 'b', 'c']) await here.isRevoked(id)
      expect(log.find('revocation list available again')).toHaveLength(1)
    })
  })
})
