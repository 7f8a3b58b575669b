import type { Logger } from '../log/logger.ts'
import type { Cache } from './cache.ts'

/** The part of a cache that rate limits need: counters, and keys that block further tries. */
export type Counters = Pick<Cache, 'get' | 'set' | 'increment'>

/**
 * Counters with a local fallback while the shared cache is unavailable: each process then counts for itself.
 *
 * Every increment goes to both, and the higher count is returned. So a process in an outage knows its earlier counts
 * and blocks, its local counts still hold when the cache is back, and neither allows more tries at one process than its
 * limit. Nothing expires early.
 * @param local counters of this process, of bounded size.
 * @param options.log one line when an outage begins and one when it ends.
 */
export function withLocalFallback(shared: Counters, local: Counters, { log }: { log: Logger }): Counters {
  let away = false

  /** @returns `undefined` when the shared cache is unavailable. */
  async function unlessAway<T>(question: () => Promise<T>): Promise<T | undefined> {
    try {
      const answer = await question()
      if (away) log.info('cache available again, counting across processes')
      away = false
      return answer
    } catch (error) {
      if (!away) log.warn({ err: error }, 'cache unavailable, counting in this process only')
      away = true
      return undefined
    }
  }

  return {
    async get<T>(key: string) {
      const value = await unlessAway(() => shared.get<T>(key))
      return value === undefined ? local.get<T>(key) : value
    },

    async set(key, value, options) {
      await local.set(key, value, options)
      await unlessAway(() => shared.set(key, value, options))
    },

    async increment(key, options) {
      const here = await local.increment(key, options)
      const everywhere = await unlessAway(() => shared.increment(key, options))
      return everywhere && everywhere.value >= here.value ? everywhere : here
    },
  }
}
