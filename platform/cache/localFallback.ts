import type { Logger } from '../log/logger.ts'
import type { Cache } from './cache.ts'

/** What limits on tries need of a cache: they count, and they close what was tried too often. */
export type Counters = Pick<Cache, 'get' | 'set' | 'increment'>

/**
 * Counters that go on while the cache of all replicas does not: meanwhile each process counts for itself.
 *
 * Everything is counted in both at all times, and the higher count is told. So a process that is left alone knows what
 * it counted and closed before, what it counted alone still holds when the cache is back, and neither is a way to more
 * tries at one process than its limit allows. Nothing can be forgotten before its time.
 * @param local this process's own, of bounded size.
 * @param options.log hears once when an outage begins and once when it ends.
 */
export function withLocalFallback(shared: Counters, local: Counters, { log }: { log: Logger }): Counters {
  let away = false

  /** @returns `undefined` when the shared cache did not answer. */
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
