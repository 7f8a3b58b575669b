import type { Cache } from '@atelier/platform/cache/cache.ts'
import { readThrough } from '@atelier/platform/cache/readThrough.ts'
import { loaderById } from '@atelier/platform/graphql/loader.ts'
import { isId } from '@atelier/platform/ids/ids.ts'
import type { Logger } from '@atelier/platform/log/logger.ts'
import { type CachedProfile, fromCached, type Profile, toCached } from './profile.ts'
import type { UserRepository } from './userRepository.ts'

const CACHED_FOR_MS = 60 * 60_000

/** Milliseconds between retries of a failed cache invalidation. */
const RETRY_MS = 1_000

/** Profiles by id, cached. */
export interface Profiles {
  /** The profile or the tombstone; `null` for an unknown user. */
  get(id: string): Promise<Profile | null>
  /**
   * To be called after each committed change of a user. Resolves even when the cache is unavailable; the invalidation
   * is then retried until it succeeds.
   */
  forget(id: string): Promise<void>
}

export function createProfiles(options: {
  users: Pick<UserRepository, 'profiles'>
  cache: Cache
  log: Logger
  retryMs?: number
}): Profiles {
  const { users, cache, log, retryMs = RETRY_MS } = options
  const keyOf = (id: string) => `users:profile:${id}`
  // One query loads all cache misses of a turn.
  const missing = loaderById(false, ids => users.profiles(ids))

  async function get(id: string): Promise<Profile | null> {
    if (!isId(id)) return null
    const cached = await readThrough<CachedProfile | undefined>(cache, {
      key: keyOf(id),
      ttlMs: CACHED_FOR_MS,
      log,
      async load() {
        const profile = await missing.load(id)
        return profile ? toCached(profile) : undefined
      },
    })
    return cached ? fromCached(cached) : null
  }

  /** Changed users whose cache entries are still to be deleted. */
  const pending = new Set<string>()
  let timer: NodeJS.Timeout | undefined

  /** @returns whether the cache entries were deleted. */
  async function forget(id: string): Promise<boolean> {
    try {
      // A load that began before the change may cache its result only now: it has to end first.
      await get(id)
      await cache.delete(keyOf(id))
    } catch (error) {
      if (pending.size === 0) log.warn({ err: error }, 'profile cache invalidation failed, retrying')
      pending.add(id)
      forgetLater()
      return false
    }
    pending.delete(id)
    return true
  }

  function forgetLater(): void {
    timer ??= setTimeout(async () => {
      for (const id of pending) if (!(await forget(id))) break
      timer = undefined
      if (pending.size > 0) forgetLater()
    }, retryMs)
    timer.unref()
  }

  return { get, forget: async id => void (await forget(id)) }
}
