import type { Logger } from '../log/logger.ts'
import type { Cache } from './cache.ts'

/** The loads under way, as JSON, by the cache and the key that wait for them. */
const flights = new WeakMap<Cache, Map<string, Promise<string | undefined>>>()

/** What to read, and how to make it when the cache does not have it. */
export interface ReadThrough<T> {
  key: string
  ttlMs: number
  /** Makes the value. `null` is a value and is kept like any other; `undefined` is not kept. */
  load: () => Promise<T>
  log: Logger
}

/**
 * The value from the cache, or else loaded and kept.
 *
 * However many callers of this process ask at once, it is loaded once; a load that fails fails them all and is not
 * kept. Each gets a copy made by way of JSON, so that what is read never depends on whether it was cached. A cache that
 * fails is logged and left out: the value is then loaded each time. Deleting the key while a load is under way does not
 * stop that load from keeping what it read, so the time to live bounds how old a value can be.
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

/** @returns the value's JSON, `undefined` when there is no value. */
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
