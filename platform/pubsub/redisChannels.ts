import type { Logger } from '../log/logger.ts'
import type { RedisConnection } from '../redis/openRedis.ts'
import { callListener, type Subscription } from './callListener.ts'

/** The listeners of a channel. */
interface Channel {
  subscriptions: Set<Subscription>
  /** Settles with Redis' reply to SUBSCRIBE on this connection; absent before it is sent. */
  confirmed?: Promise<unknown>
}

/** The subscribed channels of one connection. */
export interface RedisChannels {
  /** @returns the end of the subscription, once Redis has confirmed it. */
  join(name: string, subscription: Subscription): Promise<() => Promise<void>>
  /** Drops all listeners. */
  clear(): void
}

/**
 * Subscribes to a channel from its first listener to its last. Commands on one connection keep their order, so
 * concurrent subscribes and unsubscribes end as last requested. Each new connection resubscribes to all channels.
 */
export function createRedisChannels(redis: RedisConnection, log: Logger): RedisChannels {
  const channels = new Map<string, Channel>()

  redis.client.on('message', (name: string, json: string) => {
    const channel = channels.get(name)
    if (!channel) return
    for (const subscription of [...channel.subscriptions]) {
      if (channel.subscriptions.has(subscription)) callListener(subscription, name, json, log)
    }
  })
  redis.client.on('close', () => {
    for (const channel of channels.values()) channel.confirmed = undefined
  })
  redis.client.on('ready', () => void subscribeAgain())

  /** Subscribes to several channels at once; all count as unconfirmed when it fails. */
  async function subscribeTo(entries: (readonly [string, Channel])[]): Promise<void> {
    const confirmed = redis.ask(client => client.subscribe(...entries.map(([name]) => name)))
    for (const [, channel] of entries) channel.confirmed = confirmed
    try {
      await confirmed
    } catch (error) {
      for (const [, channel] of entries) if (channel.confirmed === confirmed) channel.confirmed = undefined
      throw error
    }
  }

  async function subscribeAgain(): Promise<void> {
    const missing = [...channels].filter(([, channel]) => !channel.confirmed)
    if (missing.length === 0) return
    try {
      await subscribeTo(missing)
    } catch (error) {
      log.warn({ err: error, channels: missing.length }, 'Redis resubscribe failed, reconnecting')
      if (redis.client.status === 'ready') redis.client.disconnect(true)
    }
  }

  async function leave(name: string, channel: Channel, subscription: Subscription): Promise<void> {
    if (!channel.subscriptions.delete(subscription) || channel.subscriptions.size > 0) return
    if (channels.get(name) !== channel) return
    channels.delete(name)
    try {
      await redis.ask(client => client.unsubscribe(name))
    } catch (error) {
      // The channel has no listeners, and the next connection does not subscribe to it.
      log.debug({ err: error, channel: name }, 'Redis unsubscribe failed')
    }
  }

  return {
    async join(name, subscription) {
      const channel: Channel = channels.get(name) ?? { subscriptions: new Set() }
      channels.set(name, channel)
      channel.subscriptions.add(subscription)
      try {
        await (channel.confirmed ?? subscribeTo([[name, channel]]))
      } catch (error) {
        await leave(name, channel, subscription)
        throw error
      }
      return () => leave(name, channel, subscription)
    },
    clear: () => channels.clear(),
  }
}
