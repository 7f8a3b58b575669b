import { LRUCache } from 'lru-cache'
import { jsonText } from '../json/jsonText.ts'
import { type Clock, systemClock } from '../time/clock.ts'
import type { Cache } from './cache.ts'

const DEFAULT_MAX_ENTRIES = 50_000

/** Below this many locks, expired ones are not swept. */
const FEWEST_LOCKS_TO_SWEEP = 1_000

/** A JSON text with its expiry, in milliseconds since 1970. */
interface Entry {
  json: string
  endsAt: number
}

/** A fixed window of a counter. */
interface Window {
  count: number
  endsAt: number
}

/**
 * An in-memory cache, for a service without replicas.
 *
 * Values, counters and locks are stored apart, so that no number of values can reset a rate limit or release a lock:
 * - values: the least recently used are evicted beyond `maxEntries`;
 * - counters: limited to as many; the least recently incremented is reset, so resetting one takes `maxEntries` other
 * keys;
 * - locks: never dropped before their expiry, and expired ones are swept as their number grows.
 */
export function createMemoryCache(options: { clock?: Clock; maxEntries?: number } = {}): Cache {
  const clock = options.clock ?? systemClock
  const max = options.maxEntries ?? DEFAULT_MAX_ENTRIES
  const values = new LRUCache<string, Entry>({ max })
  const counters = new LRUCache<string, Window>({ max })
  const locks = createLocks()
  const now = () => clock.now().getTime()

  return {
    async get<T>(key: string) {
      const entry = values.get(key)
      if (!entry) return undefined
      if (entry.endsAt > now()) return JSON.parse(entry.json) as T
      values.delete(key)
      return undefined
    },

    async set(key, value, { ttlMs }) {
      const json = jsonText(value, `the value of ${key}`)
      if (ttlMs > 0) values.set(key, { json, endsAt: now() + ttlMs })
      else values.delete(key)
    },

    async delete(...keys) {
      for (const key of keys) {
        values.delete(key)
        counters.delete(key)
      }
    },

    async increment(key, { ttlMs }) {
      const time = now()
      const known = counters.get(key)
      const window = known && known.endsAt > time ? known : { count: 0, endsAt: time + ttlMs }
      window.count += 1
      counters.set(key, window)
      return { value: window.count, resetsInMs: window.endsAt - time }
    },

    async lock(key, { ttlMs }) {
      const release = locks.take(key, now(), ttlMs)
      return release && (async () => release())
    },

    // It has no outages.
    onReturn: () => () => {},

    async close() {
      values.clear()
      counters.clear()
      locks.clear()
    },
  }
}

/** Locks by key, until released or expired. */
function createLocks() {
  const held = new Map<string, { endsAt: number }>()
  let sweepAt = FEWEST_LOCKS_TO_SWEEP

  function sweep(now: number): void {
    for (const [key, lock] of held) if (lock.endsAt <= now) held.delete(key)
    // Doubling keeps the cost of sweeping constant per lock, however many are held.
    sweepAt = Math.max(FEWEST_LOCKS_TO_SWEEP, held.size * 2)
  }

  return {
    /** @returns the release of the lock, or `undefined` when it is held. */
    take(key: string, now: number, ttlMs: number): (() => void) | undefined {
      const holder = held.get(key)
      if (holder && holder.endsAt > now) return undefined
      if (held.size >= sweepAt) sweep(now)
      const mine = { endsAt: now + ttlMs }
      held.set(key, mine)
      return () => {
        if (held.get(key) === mine) held.delete(key)
      }
    },
    clear: () => held.clear(),
  }
}
