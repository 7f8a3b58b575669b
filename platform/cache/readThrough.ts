import type { Logger } from '../log/logger.ts'
import type { Cache } from './cache.ts'

/** Pending loads, as JSON, by cache and key. */
const flights = new WeakMap<Cache, Map<string, Promise<string | undefined>>>()

/** What to read, and its loader for a cache miss. */
export interface ReadThrough<T> {
  key: string
  ttlMs: number
  /** Loads the value. `null` is cached like any value; `undefined` is not cached. */
  load: () => Promise<T>
  log: Logger
}

/**
 * The cached value, or the loaded one, which is then cached.
 *
 * Concurrent callers of a process share one load; a failed load rejects for all of them and is not cached. Each gets a
 * copy by way of JSON, so that the result does not depend on a cache hit. While the cache fails, which is logged, each
 * call loads. Deleting the key during a load does not stop that load from caching what it read, so the time to live
 * bounds the age of a value.
 */
export async function readThrough<T>(cache: Cache, what: ReadThrough<T>): Promise<T> {
  const waiting = flightsOf(cache)
  let flight = waiting.get(what.key)
  if (!flight) {
    flight = fetchJson(cache, what).finally(() => waiting.delete(what.key))
    waiting.set(what.key, flight)
  }
  const json = await flight
  return (json === undefined ? undefined : JSON.parse(json)) as T
}

function flightsOf(cache: Cache): Map<string, Promise<string | undefined>> {
  const known = flights.get(cache)
  if (known) return known
  const none = new Map<string, Promise<string | undefined>>()
  flights.set(cache, none)
  return none
}

/** @returns the value's JSON; `undefined` without a value. */
async function fetchJson<T>(cache: Cache, { key, ttlMs, load, log }: ReadThrough<T>): Promise<string | undefined> {
  let usable = true
  try {
    const cached = await cache.get<T>(key)
    if (cached !== undefined) return JSON.stringify(cached)
  } catch (error) {
    usable = false
    log.warn({ err: error, key }, 'cache read failed, loading the value')
  }
  const value = await load()
  if (value !== undefined && usable) {
    try {
      await cache.set(key, value, { ttlMs })
    } catch (error) {
      log.warn({ err: error, key }, 'cache write failed')
    }
  }
  return JSON.stringify(value)
}
