import { randomUUID } from 'node:crypto'
import { Redis } from 'ioredis'

/** A unique key prefix. */
export const randomPrefix = () => `atelier-test:${randomUUID()}:`

/** One test's own part of a real Redis. */
export interface RedisSpace {
  prefix: string
  /** Advances the time of everything under the prefix: keys expire so much earlier. */
  elapse(ms: number): Promise<void>
  /** Number of keys under the prefix. */
  size(): Promise<number>
  /** Removes everything under the prefix. */
  close(): Promise<void>
}

const ELAPSE = `
  for _, key in ipairs(redis.call('KEYS', ARGV[1])) do
    local left = redis.call('PTTL', key)
    if left >= 0 then redis.call('PEXPIRE', key, left - tonumber(ARGV[2])) end
  end
`

/** @throws when Redis is not reachable. */
export async function openRedisSpace(url: string): Promise<RedisSpace> {
  const prefix = randomPrefix()
  const client = new Redis(url, { lazyConnect: true, retryStrategy: null })
  let reason: unknown
  client.on('error', error => {
    reason = error
  })
  await client.connect().catch(error => {
    throw reason ?? error
  })
  const keys = () => client.keys(`${prefix}*`)
  return {
    prefix,
    async elapse(ms) {
      await client.eval(ELAPSE, 0, `${prefix}*`, ms)
    },
    size: async () => (await keys()).length,
    async close() {
      // The server may have been restarted meanwhile.
      if (client.status === 'end') await client.connect()
      const left = await keys()
      if (left.length > 0) await client.unlink(left)
      await client.quit()
    },
  }
}
