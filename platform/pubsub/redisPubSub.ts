import { jsonText } from '../json/jsonText.ts'
import { KEY_PREFIX, openRedis, type RedisOptions } from '../redis/openRedis.ts'
import type { Listener } from './callListener.ts'
import type { PubSub } from './pubSub.ts'
import { createRedisChannels } from './redisChannels.ts'

/** Pub/sub over Redis. */
export interface RedisPubSub extends PubSub {
  /** @throws RedisAwayError when Redis does not answer on either connection. */
  ping(): Promise<void>
}

/**
 * Pub/sub over Redis, for all replicas with the same prefix, with one connection for publishing and one for
 * subscriptions.
 *
 * While Redis is unavailable `publish` and `subscribe` reject with a `RedisAwayError`; existing subscriptions resume
 * when it is back, and miss what was published in between.
 */
export async function openRedisPubSub(options: RedisOptions & { prefix?: string }): Promise<RedisPubSub> {
  const { log, prefix = KEY_PREFIX } = options
  const [publisher, subscriber] = await Promise.all([
    openRedis({ ...options, purpose: 'publisher' }),
    openRedis({ ...options, purpose: 'subscriber' }),
  ])
  const nameOf = (channel: string) => `${prefix}channel:${channel}`
  const channels = createRedisChannels(subscriber, log)

  return {
    async publish(channel, payload) {
      const json = jsonText(payload, `the payload published to ${channel}`)
      await publisher.ask(client => client.publish(nameOf(channel), json))
    },

    subscribe: <T>(channel: string, listener: (payload: T) => void) =>
      channels.join(nameOf(channel), { listener: listener as Listener }),

    async ping() {
      await Promise.all([publisher.ping(), subscriber.ping()])
    },

    async close() {
      channels.clear()
      await Promise.all([publisher.close(), subscriber.close()])
    },
  }
}
