import { setTimeout as delay } from 'node:timers/promises'
import type { Consumer, EachBatchPayload, KafkaMessage } from 'kafkajs'
import { within } from '../../time/within.ts'
import { reconnectMs } from '../backoff.ts'
import type { SubscribeOptions, Subscription } from '../eventBus.ts'
import type { KafkaConnection } from './connection.ts'
import { createKafkaClient, type KafkaAccess, type KafkaClient } from './kafkaClient.ts'
import { OffsetCommits } from './offsetCommits.ts'
import { PartitionBackoff } from './partitionBackoff.ts'
import { toBusMessage } from './received.ts'

export interface MemberOptions extends KafkaAccess {
  connection: KafkaConnection
  /** Session timeout in milliseconds: without a heartbeat for so long the member's partitions are reassigned. */
  sessionTimeoutMs: number
  subscription: SubscribeOptions
  /** Called when it has joined its group, at first and after each rebalance. */
  onJoin: () => void
}

/** Heartbeat interval, also while a handler runs; a rebalance waits for it. */
const HEARTBEAT_MS = 1_000
/** Milliseconds that a broker holds back an empty fetch response, and so the longest delay of closing and resuming. */
const FETCH_WAIT_MS = 250
/** Milliseconds for the last commit and for leaving the group. */
const LEAVE_MS = 3_000

/**
 * The group id at the broker: one for each topic, since all members of a group must subscribe to the same topics, and a
 * rebalance of one topic need not stop the others.
 */
export const groupIdOf = ({ group, topic }: { group: string; topic: string }): string => `${group}.${topic}`

/**
 * A member of a consumer group: handles one message at a time and rejoins without limit.
 *
 * An offset is committed when the handler of its message has resolved. A rejected message is redelivered after its
 * partition's backoff; other partitions go on meanwhile.
 */
export class Member implements Subscription {
  readonly #options: MemberOptions
  readonly #backoff = new PartitionBackoff(() => this.#applyPauses())
  readonly #stop = new AbortController()
  readonly #stopped = new Promise<void>(resolve => this.#stop.signal.addEventListener('abort', () => resolve()))
  readonly #started = Promise.withResolvers<void>()
  readonly #running: Promise<void>
  #consumer: Consumer | undefined
  #isPaused = false
  #inHand: Promise<unknown> | undefined

  constructor(options: MemberOptions) {
    this.#options = options
    this.#running = this.#run()
  }

  /** Resolves when it has joined its group, or its first attempt has failed. */
  get started(): Promise<void> {
    return this.#started.promise
  }

  pause(): void {
    this.#isPaused = true
    this.#applyPauses()
  }

  resume(): void {
    this.#isPaused = false
    this.#applyPauses()
  }

  async close(): Promise<void> {
    this.#stop.abort()
    await this.#running
  }

  async #run(): Promise<void> {
    const { log, subscription } = this.#options
    const { topic, group } = subscription
    for (let failures = 0; !this.#stop.signal.aborted; failures++) {
      try {
        await this.#live(() => {
          failures = 0
          this.#started.resolve()
          this.#options.onJoin()
        })
      } catch (error) {
        if (this.#stop.signal.aborted) break
        log[failures === 0 ? 'warn' : 'debug']({ err: error, topic, group, failures }, 'consumer failed, restarting it')
        this.#started.resolve()
        await Promise.allSettled([delay(reconnectMs(failures), undefined, { signal: this.#stop.signal })])
      }
    }
    this.#backoff.clear()
    this.#started.resolve()
  }

  /** Consumes until stopped; rejects on failure. */
  async #live(onJoin: () => void): Promise<void> {
    // The topics exist once the connection is ready.
    await Promise.race([this.#options.connection.clients(), this.#stopped])
    if (this.#stop.signal.aborted) return
    const client = createKafkaClient(this.#options)
    const consumer = this.#createConsumer(client)
    const crash = new Promise<never>((_, reject) => {
      consumer.on(consumer.events.CRASH, ({ payload }) => reject(payload.error))
      // kafkajs would go on requesting over the same connection.
      consumer.on(consumer.events.REQUEST_TIMEOUT, () => reject(new Error('Kafka gave no answer.')))
    })
    consumer.on(consumer.events.GROUP_JOIN, onJoin)
    let isOver = false
    consumer.on(consumer.events.STOP, () => {
      isOver = true
      this.#consumer = undefined
    })
    const joining = this.#join(consumer).then(() => {
      if (isOver) return
      this.#consumer = consumer
      this.#applyPauses()
    })
    try {
      await Promise.race([joining, crash, this.#stopped])
      await Promise.race([crash, this.#stopped])
    } finally {
      await this.#leave(consumer, joining)
      client.cut()
    }
  }

  #createConsumer({ kafka }: KafkaClient): Consumer {
    return kafka.consumer({
      groupId: groupIdOf(this.#options.subscription),
      sessionTimeout: this.#options.sessionTimeoutMs,
      heartbeatInterval: HEARTBEAT_MS,
      maxWaitTimeInMs: FETCH_WAIT_MS,
      allowAutoTopicCreation: false,
      retry: { retries: 8, maxRetryTime: 1_000, restartOnFailure: async () => false },
    })
  }

  async #join(consumer: Consumer): Promise<void> {
    await consumer.connect()
    await consumer.subscribe({ topics: [this.#options.subscription.topic], fromBeginning: true })
    await consumer.run({ autoCommit: false, eachBatchAutoResolve: false, eachBatch: batch => this.#take(batch) })
  }

  async #leave(consumer: Consumer, joining: Promise<void>): Promise<void> {
    const { log, subscription } = this.#options
    await Promise.allSettled([this.#inHand])
    try {
      // A member that leaves while joining would be a member all the same.
      await within(LEAVE_MS, joining, 'Joining a consumer group')
      this.#consumer = undefined
      await within(LEAVE_MS, consumer.disconnect(), 'Leaving a consumer group')
    } catch (error) {
      log.debug({ err: error, topic: subscription.topic, group: subscription.group }, 'consumer shutdown failed')
    }
  }

  /** Passes the paused partitions to kafkajs, which drops single ones when all are paused. */
  #applyPauses(): void {
    const { topic } = this.#options.subscription
    if (!this.#consumer) return
    if (this.#isPaused) {
      this.#consumer.pause([{ topic }])
      return
    }
    this.#consumer.resume([{ topic }])
    if (this.#backoff.all.length > 0) this.#consumer.pause([{ topic, partitions: this.#backoff.all }])
  }

  async #take(payload: EachBatchPayload): Promise<void> {
    const { topic, partition, messages } = payload.batch
    const commits = new OffsetCommits(offset =>
      payload.commitOffsetsIfNecessary({ topics: [{ topic, partitions: [{ partition, offset }] }] }),
    )
    try {
      for (const message of messages) {
        if (!this.#mayGive(payload) || commits.hasFailed) break
        if (!(await this.#give(message, payload))) break
        payload.resolveOffset(message.offset)
        commits.reach(message.offset)
        await payload.heartbeat()
      }
    } finally {
      await commits.settled()
    }
  }

  #mayGive({ batch, isRunning }: EachBatchPayload): boolean {
    return isRunning() && !this.#stop.signal.aborted && !this.#isPaused && !this.#backoff.has(batch.partition)
  }

  /** @returns whether the handler resolved. */
  async #give(message: KafkaMessage, { batch, heartbeat }: EachBatchPayload): Promise<boolean> {
    const { log, subscription } = this.#options
    const { topic, group, handle } = subscription
    // One that fails is sent again after the message, and then counts.
    const beat = () => heartbeat().catch(error => log.debug({ err: error, topic, group }, 'heartbeat failed'))
    const heart = setInterval(beat, HEARTBEAT_MS)
    try {
      const handling = handle(toBusMessage(topic, message))
      this.#inHand = handling
      await handling
      return true
    } catch (error) {
      const failures = this.#backoff.pause(batch.partition, message.offset)
      log.warn({ err: error, topic, group, key: message.key?.toString(), failures }, 'message handler failed')
      this.#applyPauses()
      return false
    } finally {
      clearInterval(heart)
    }
  }
}
