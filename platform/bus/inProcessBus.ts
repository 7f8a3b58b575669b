import { setTimeout as delay } from 'node:timers/promises'
import type { Logger } from '../log/logger.ts'
import { redeliveryMs } from './backoff.ts'
import type { EventBus, SubscribeOptions, Subscription } from './eventBus.ts'
import type { BusMessage } from './message.ts'

/**
 * The bus of Atelier in one process.
 *
 * It keeps nothing: a message is safe because `publish` resolves only when every group has acknowledged it, and the
 * outbox that it came from keeps it until then. A group that once had a consumer counts from then on: while it has
 * none, messages to it are refused. So whoever starts them lets every consumer join before the first relay starts.
 * Within a group each consumer takes one message at a time.
 */
export function createInProcessBus(options: { log: Logger }): EventBus {
  const groups = new Map<string, Group>()
  const closing = new AbortController()

  return {
    async publish(messages) {
      closing.signal.throwIfAborted()
      const waiting: Promise<void>[] = []
      for (const message of messages) {
        for (const group of groups.values()) {
          if (group.topic === message.topic) waiting.push(group.enqueue(message))
        }
      }
      await Promise.all(waiting)
    },
    async subscribe(subscription) {
      closing.signal.throwIfAborted()
      const name = `${subscription.topic}\n${subscription.group}`
      const group = groups.get(name) ?? new Group(subscription.topic)
      groups.set(name, group)
      return group.join(subscription, options.log, closing.signal)
    },
    ping: async () => closing.signal.throwIfAborted(),
    async close() {
      closing.abort(new Error('The bus is closed.'))
      await Promise.all([...groups.values()].map(group => group.close()))
      groups.clear()
    },
  }
}

interface Delivery {
  message: BusMessage
  acknowledged: () => void
  refused: (reason: unknown) => void
}

/** Consumers that share the messages of a topic. */
class Group {
  readonly topic: string
  readonly #queue: Delivery[] = []
  readonly #busyKeys = new Set<string>()
  readonly #members = new Set<Member>()

  constructor(topic: string) {
    this.topic = topic
  }

  enqueue(message: BusMessage): Promise<void> {
    if (this.#members.size === 0) return Promise.reject(this.#nobody())
    return new Promise((acknowledged, refused) => {
      this.#queue.push({ message, acknowledged, refused })
      this.wake()
    })
  }

  join(options: SubscribeOptions, log: Logger, closing: AbortSignal): Subscription {
    const member = new Member(this, options, log, closing)
    this.#members.add(member)
    member.wake()
    return {
      pause: () => member.pause(),
      resume: () => member.resume(),
      close: async () => {
        this.#members.delete(member)
        await member.close()
        if (this.#members.size === 0) this.#refuseAll(this.#nobody())
      },
    }
  }

  /** The oldest message whose key no other consumer has in hand. */
  take(): Delivery | undefined {
    const index = this.#queue.findIndex(delivery => !this.#busyKeys.has(delivery.message.key))
    if (index < 0) return undefined
    const [delivery] = this.#queue.splice(index, 1)
    if (delivery) this.#busyKeys.add(delivery.message.key)
    return delivery
  }

  release(delivery: Delivery): void {
    this.#busyKeys.delete(delivery.message.key)
  }

  putBack(delivery: Delivery): void {
    this.#queue.unshift(delivery)
    this.release(delivery)
  }

  wake(): void {
    for (const member of this.#members) member.wake()
  }

  async close(): Promise<void> {
    await Promise.all([...this.#members].map(member => member.close()))
    this.#refuseAll(new Error('The bus is closed.'))
  }

  #refuseAll(reason: Error): void {
    for (const delivery of this.#queue.splice(0)) delivery.refused(reason)
  }

  #nobody(): Error {
    return new Error(`No consumer of ${this.topic} is there.`)
  }
}

/** One consumer: takes messages one at a time. */
class Member {
  readonly #group: Group
  readonly #options: SubscribeOptions
  readonly #log: Logger
  readonly #closed = new AbortController()
  readonly #stop: AbortSignal
  #paused = false
  #running: Promise<void> | undefined

  constructor(group: Group, options: SubscribeOptions, log: Logger, closing: AbortSignal) {
    this.#group = group
    this.#options = options
    this.#log = log
    this.#stop = AbortSignal.any([this.#closed.signal, closing])
  }

  pause(): void {
    this.#paused = true
  }

  resume(): void {
    this.#paused = false
    this.wake()
  }

  wake(): void {
    if (this.#running || this.#paused || this.#stop.aborted) return
    this.#running = this.#run()
  }

  async #run(): Promise<void> {
    // Never inside the publisher's call stack.
    await Promise.resolve()
    while (!this.#paused && !this.#stop.aborted) {
      const delivery = this.#group.take()
      if (!delivery) break
      await this.#deliver(delivery)
    }
    // In the same turn as the last look at the queue: a message that comes after it must find nobody running.
    this.#running = undefined
  }

  async #deliver(delivery: Delivery): Promise<void> {
    for (let failures = 0; ; failures++) {
      try {
        await this.#options.handle(delivery.message)
        this.#group.release(delivery)
        delivery.acknowledged()
        this.#group.wake()
        return
      } catch (error) {
        const { topic, group } = this.#options
        this.#log.warn({ err: error, topic, group, key: delivery.message.key, failures }, 'message handler failed')
      }
      try {
        await delay(redeliveryMs(failures), undefined, { signal: this.#stop })
      } catch {
        // Closed while waiting: another consumer of the group may take it, or the publisher hears that the bus closed.
        this.#group.putBack(delivery)
        return
      }
    }
  }

  async close(): Promise<void> {
    this.#closed.abort()
    await this.#running
    this.#group.wake()
  }
}
