import { createRevocationList } from '@atelier/platform/auth/revokedSessions.ts'
import { createMemoryCache } from '@atelier/platform/cache/memoryCache.ts'
import { createLogger } from '@atelier/platform/log/logger.ts'
import { systemClock } from '@atelier/platform/time/clock.ts'
import { createBreakableCache } from '@atelier/testkit/platform/breakableCache.ts'
import { waitUntil } from '@atelier/testkit/support/waitUntil.ts'
import { beforeEach, describe, expect, it } from 'vitest'
import { republishEndedSessions } from './endedSessions.ts'

const log = createLogger({ name: 'test', level: 'silent' })
const clock = systemClock

describe('ended sessions of which a database tells that may itself be away', () => {
  const cache = createBreakableCache(createMemoryCache)
  let ended: string[]
  let away: boolean
  let questions: number

  const sessions = {
    async endedSince() {
      questions += 1
      if (away) throw new Error('The database is away.')
      return ended
    },
  }
  const keepTelling = () =>
    republishEndedSessions({
      sessions,
      revoked: createRevocationList(cache, { log, clock }),
      cache,
      clock,
      log,
      accessTokenTtlMs: 60_000,
      retryMs: 1,
    })
  const isRevoked = (id: string) => createRevocationList(cache, { log, clock }).isRevoked(id)

  beforeEach(() => {
    cache.comeBack({ empty: true })
    ended = ['a']
    away = false
    questions = 0
  })

  it('are told in the end', async () => {
    const stop = await keepTelling()
    expect(await isRevoked('a')).toBe(true)
    ended = ['a', 'b']
    away = true
    cache.comeBack({ empty: true })
    await waitUntil(() => expect(questions).toBeGreaterThan(3))
    expect(await isRevoked('a')).toBe(false)
    away = false
    await waitUntil(async () => expect(await isRevoked('b')).toBe(true))
    expect(await isRevoked('a')).toBe(true)
    await stop()
  })

  it('are not waited for by who stops', async () => {
    const stop = await keepTelling()
    away = true
    cache.comeBack({ empty: true })
    await waitUntil(() => expect(questions).toBeGreaterThan(1))
    await stop()
    const before = questions
    cache.comeBack({ empty: true })
    await new Promise(resolve => setImmediate(resolve))
    expect(questions).toBe(before)
  })

  it('stop a start', async () => {
    away = true
    await expect(keepTelling()).rejects.toThrow('The database is away.')
  })
})
