import { createMemoryCache } from '@atelier/platform/cache/memoryCache.ts'
import { createLogger } from '@atelier/platform/log/logger.ts'
import { createBreakableCache } from '@atelier/testkit/platform/breakableCache.ts'
import { waitUntil } from '@atelier/testkit/support/waitUntil.ts'
import { expect, it } from 'vitest'
import type { Profile } from './profile.ts'
import { createProfiles } from './profiles.ts'

const id = '01890000-0000-7000-8000-000000000000'
const named = (username: string): Profile => ({
  id,
  username,
  displayName: null,
  email: null,
  avatarUrl: null,
  role: 'USER',
  createdAt: new Date(0),
  updatedAt: new Date(1),
  deleted: false,
})

/** A repository whose answers the test gives. */
function open() {
  const asked: ((found: Profile[]) => void)[] = []
  const profiles = createProfiles({
    users: { profiles: () => new Promise(answer => asked.push(answer)) },
    cache: createMemoryCache(),
    log: createLogger({ name: 'test', level: 'silent' }),
  })
  const answer = async (found: Profile[]) => {
    await waitUntil(() => expect(asked.length).toBe(1))
    asked.pop()?.(found)
  }
  return { profiles, answer }
}

it('gives the same from the cache as from the database', async () => {
  const { profiles, answer } = open()
  const first = profiles.get(id)
  await answer([named('ada')])
  expect(await first).toEqual(named('ada'))
  expect(await profiles.get(id)).toEqual(named('ada'))
})

it('does not keep that there is nobody', async () => {
  const { profiles, answer } = open()
  const first = profiles.get(id)
  await answer([])
  expect(await first).toBeNull()
  const second = profiles.get(id)
  await answer([named('ada')])
  expect(await second).toEqual(named('ada'))
})

it('forgets also what was being read while it changed', async () => {
  const { profiles, answer } = open()
  const before = profiles.get(id)
  const forgotten = profiles.forget(id)
  await answer([named('old')])
  await before
  await forgotten
  const after = profiles.get(id)
  await answer([named('new')])
  expect((await after)?.username).toBe('new')
})

it('forgets what changed while the cache was away, when it is back', async () => {
  const users = new Map([[id, named('old')]])
  const cache = createBreakableCache(createMemoryCache)
  const log = createLogger({ name: 'test', level: 'silent' })
  const profiles = createProfiles({ users: { profiles: async () => [...users.values()] }, cache, log, retryMs: 1 })
  await profiles.get(id)
  cache.goAway()
  users.set(id, named('new'))
  await profiles.forget(id)
  expect((await profiles.get(id))?.username).toBe('new')
  cache.comeBack()
  await waitUntil(async () => expect((await profiles.get(id))?.username).toBe('new'))
})
