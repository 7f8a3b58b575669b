import type { Logger } from '../log/logger.ts'
import type { PubSub } from './pubSub.ts'

type Listener = (payload: unknown) => unknown

/** One call of `subscribe`; the same listener may be subscribed more than once. */
interface Subscription {
  listener: Listener
}

/**
 * Pub/sub inside this process, for a service that has no replicas.
 *
 * Whoever listens when something is published hears it soon after `publish` has returned, in the order of publishing
 * over all channels; who stopped listening in between does not. Each listener has a copy of its own.
 */
export function createMemoryPubSub({ log }: { log: Logger }): PubSub {
  const channels = new Map<string, Set<Subscription>>()
  let pending: (() => void)[] = []

  function deliver(channel: string, subscription: Subscription, json: string): void {
    if (!channels.get(channel)?.has(subscription)) return
    hear(subscription.listener, JSON.parse(json)).catch(error => {
      log.error({ err: error, channel }, 'A listener failed.')
    })
  }

  function drain(): void {
    const due = pending
    pending = []
    for (const run of due) run()
  }

  return {
    async publish(channel, payload) {
      const json: string | undefined = JSON.stringify(payload)
      if (json === undefined) throw new TypeError(`There is no JSON for the payload published to ${channel}.`)
      const subscriptions = channels.get(channel)
      if (!subscriptions) return
      // A turn of the event loop lies between, so that listeners who publish cannot keep I/O from its turn.
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

/** Awaits the listener as well, as one that is an async function fails later than it is called. */
async function hear(listener: Listener, payload: unknown): Promise<void> {
  await listener(payload)
}
