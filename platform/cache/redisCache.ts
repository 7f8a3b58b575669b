import { randomUUID } from 'node:crypto'
import { jsonText } from '../json/jsonText.ts'
import { KEY_PREFIX, openRedis, type RedisOptions } from '../redis/openRedis.ts'
import type { Cache } from './cache.ts'

/**
 * Increments the counter KEYS[1], whose window of ARGV[1] milliseconds starts with its first increment.
 * Returns the new value and the milliseconds left in the window. Keys do not expire while a script runs, so the counter
 * cannot end between its steps and remain without a window.
 */
const COUNT_IN_WINDOW = `
  local value = redis.call('INCR', KEYS[1])
  local left = redis.call('PTTL', KEYS[1])
  if left < 0 then
    left = tonumber(ARGV[1])
    redis.call('PEXPIRE', KEYS[1], left)
  end
  return { value, left }
`

/** Deletes the lock KEYS[1] if ARGV[1] is its holder. */
const RELEASE_LOCK = `
  if redis.call('GET', KEYS[1]) == ARGV[1] then
    return redis.call('DEL', KEYS[1])
  end
  return 0
`

/** A cache in Redis. */
export interface RedisCache extends Cache {
  /** @throws RedisAwayError when Redis does not answer. */
  ping(): Promise<void>
}

/**
 * A cache in Redis, shared by all replicas and services with the same prefix.
 *
 * While Redis is unavailable every call rejects with a `RedisAwayError` within the command timeout. The command may
 * have run when only its reply was lost: a count may be one too high, and a lock may stay held without a holder until
 * it expires.
 */
export async function openRedisCache(options: RedisOptions & { prefix?: string }): Promise<RedisCache> {
  const { prefix = KEY_PREFIX } = options
  const redis = await openRedis({ ...options, purpose: 'cache' })
  const valueKey = (key: string) => `${prefix}value:${key}`
  const counterKey = (key: string) => `${prefix}count:${key}`
  const lockKey = (key: string) => `${prefix}lock:${key}`

  async function forget(keys: string[]): Promise<void> {
    if (keys.length > 0) await redis.ask(client => client.unlink(keys))
  }

  return {
    async get<T>(key: string) {
      const json = await redis.ask(client => client.get(valueKey(key)))
      return json === null ? undefined : (JSON.parse(json) as T)
    },

    async set(key, value, { ttlMs }) {
      const json = jsonText(value, `the value of ${key}`)
      if (ttlMs > 0) await redis.ask(client => client.set(valueKey(key), json, 'PX', Math.ceil(ttlMs)))
      else await forget([valueKey(key)])
    },

    delete: (...keys) => forget(keys.flatMap(key => [valueKey(key), counterKey(key)])),

    async increment(key, { ttlMs }) {
      const answer = await redis.ask(client => client.eval(COUNT_IN_WINDOW, 1, counterKey(key), Math.ceil(ttlMs)))
      const [value, resetsInMs] = answer as [number, number]
      return { value, resetsInMs }
    },

    async lock(key, { ttlMs }) {
      const holder = randomUUID()
      const lifeMs = Math.max(1, Math.ceil(ttlMs))
      const taken = await redis.ask(client => client.set(lockKey(key), holder, 'PX', lifeMs, 'NX'))
      if (taken === null) return undefined
      return async () => {
        await redis.ask(client => client.eval(RELEASE_LOCK, 1, lockKey(key), holder))
      }
    },

    onReturn(listener) {
      // The first connection was made, or had failed, before: each later `ready` is a reconnect.
      redis.client.on('ready', listener)
      return () => redis.client.off('ready', listener)
    },

    ping: redis.ping,
    close: redis.close,
  }
}
