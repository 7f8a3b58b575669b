import { setTimeout as delay } from 'node:timers/promises'
import type { Logger } from '../log/logger.ts'
import { redeliveryMs } from './backoff.ts'
import type { EventBus, SubscribeOptions, Subscription } from './eventBus.ts'
import type { BusMessage } from './message.ts'

/**
 * The bus within one process.
 *
 * It stores nothing: `publish` resolves only when every group has acknowledged the message, which its outbox keeps
 * until then. A group exists once it had a consumer; while it has none, its messages are rejected, so all consumers
 * must subscribe before the first relay starts. Each consumer of a group handles one message at a time.
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
  rejected: (reason: unknown) => void
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
    if (this.#members.size === 0) return Promise.reject(this.#noConsumer())
    return new Promise((acknowledged, rejected) => {
      this.#queue.push({ message, acknowledged, rejected })
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
        if (this.#members.size === 0) this.#rejectAll(this.#noConsumer())
      },
    }
  }

  /** The oldest message whose key no other consumer is handling. */
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
    this.#rejectAll(new Error('The bus is closed.'))
  }

  #rejectAll(reason: Error): void {
    for (const delivery of this.#queue.splice(0)) delivery.rejected(reason)
  }

  #noConsumer(): Error {
    return new Error(`No consumer of ${this.topic} is there.`)
  }
}

/** One consumer; handles one message at a time. */
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
    // In the same turn as the last look at the queue: a later message must find no running loop.
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
        // Closed while waiting: another consumer of the group may handle it, or `publish` rejects because the bus
        // closed.
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
