import { jsonText } from '../json/jsonText.ts'
import type { Logger } from '../log/logger.ts'
import { callListener, type Listener, type Subscription } from './callListener.ts'
import type { PubSub } from './pubSub.ts'

/**
 * Pub/sub within one process, for a service without replicas.
 *
 * A listener subscribed at the time of `publish` is called soon after that has returned, in publishing order over all
 * channels, unless it unsubscribes in between. Each listener gets its own copy.
 */
export function createMemoryPubSub({ log }: { log: Logger }): PubSub {
  const channels = new Map<string, Set<Subscription>>()
  let pending: (() => void)[] = []

  function deliver(channel: string, subscription: Subscription, json: string): void {
    if (channels.get(channel)?.has(subscription)) callListener(subscription, channel, json, log)
  }

  function drain(): void {
    const due = pending
    pending = []
    for (const run of due) run()
  }

  return {
    async publish(channel, payload) {
      const json = jsonText(payload, `the payload published to ${channel}`)
      const subscriptions = channels.get(channel)
      if (!subscriptions) return
      // A turn of the event loop lies between, so that listeners who publish cannot starve I/O.
      if (pending.length === 0) setImmediate(drain)
      for (const subscription of subscriptions) pending.push(() => deliver(channel, subscription, json))
    },

    async subscribe<T>(channel: string, listener: (payload: T) => void) {
      const subscription: Subscription = { listener: listener as Listener }
      const subscriptions = channels.get(channel) ?? new Set()
      channels.set(channel, subscriptions.add(subscription))
      return async () => {
        subscriptions.delete(subscription)
        if (subscriptions.size === 0 && channels.get(channel) === subscriptions) channels.delete(channel)
      }
    },

    async close() {
      channels.clear()
    },
  }
}
