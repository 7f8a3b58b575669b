import type { EventBus, Subscription } from '@atelier/platform/bus/eventBus.ts'

/** One process's connection to a shared bus, which can be cut. */
export interface BusLink {
  bus: EventBus
  /** Cuts the connection, as when the process is killed. */
  cut(): Promise<void>
}

export function createBusLink(bus: EventBus): BusLink {
  const subscriptions: Subscription[] = []
  let isCut = false
  return {
    bus: {
      ...bus,
      async publish(messages) {
        if (isCut) throw new Error('The link is cut.')
        await bus.publish(messages)
      },
      async subscribe(options) {
        const subscription = await bus.subscribe(options)
        subscriptions.push(subscription)
        return subscription
      },
    },
    async cut() {
      isCut = true
      await Promise.all(subscriptions.map(subscription => subscription.close()))
    },
  }
}
