import type { Metrics } from '../../metrics/metrics.ts'
import { within } from '../../time/within.ts'
import type { EventBus } from '../eventBus.ts'
import { KafkaConnection } from './connection.ts'
import type { KafkaAccess } from './kafkaClient.ts'
import { type ConsumerGroup, watchLag } from './lag.ts'
import { Member } from './member.ts'
import { Sender } from './sender.ts'
import { SESSION_TIMEOUT_MS } from './sessionTimeout.ts'
import type { TopicSettings } from './topics.ts'

export interface KafkaBusOptions extends KafkaAccess {
  /** The topics that this process sends to or reads; those that are missing are made. */
  topics: readonly TopicSettings[]
  /** Where to tell how far the consumers are behind, as `kafka_consumer_lag`. */
  metrics?: Pick<Metrics, 'registry'>
  /** Milliseconds between two measurements of that. */
  lagEveryMs?: number
  /** The most bytes that go into one request; brokers take a little more than a million unless told otherwise. */
  maxBytes?: number
  /** Milliseconds after which the messages of a consumer that was killed go to the others; brokers want 6,000 or more. */
  sessionTimeoutMs?: number
}

const PING_MS = 2_000
const CLOSE_MS = 3_000

/**
 * The bus over Kafka.
 *
 * Nobody has to wait for the broker: the bus connects by itself, at first and again, for as long as it takes. Until
 * then publishing rejects with the reason, and consumers join as soon as they can. A group that is new begins with the
 * oldest message that is kept.
 */
export function openKafkaBus(options: KafkaBusOptions): EventBus {
  const { log, metrics } = options
  const connection = new KafkaConnection(options, options.topics)
  const sender = new Sender(connection, options.maxBytes ?? 1_000_000)
  const members = new Map<Member, ConsumerGroup>()
  const lag =
    metrics &&
    watchLag({ connection, metrics, log, groups: () => members.values(), everyMs: options.lagEveryMs ?? 15_000 })
  const closed = new AbortController()
  let isClosing = false

  return {
    async publish(messages) {
      closed.signal.throwIfAborted()
      await sender.send(messages)
    },
    async subscribe(subscription) {
      if (isClosing) throw new Error('The bus is closing.')
      const sessionTimeoutMs = options.sessionTimeoutMs ?? SESSION_TIMEOUT_MS
      const onJoin = () => lag?.measure()
      const member = new Member({ ...options, connection, sessionTimeoutMs, subscription, onJoin })
      members.set(member, subscription)
      await member.started
      return {
        pause: () => member.pause(),
        resume: () => member.resume(),
        async close() {
          members.delete(member)
          await member.close()
        },
      }
    },
    async ping() {
      closed.signal.throwIfAborted()
      const link = await within(PING_MS, connection.link(), 'Connecting to Kafka')
      // However late it fails: a connection that gives no answers gives none later.
      const answer = link.admin.describeCluster().catch(error => {
        connection.replace(link)
        throw error
      })
      await within(PING_MS, answer, 'An answer of Kafka')
    },
    async close() {
      isClosing = true
      lag?.stop()
      // What the handlers in hand have to send still goes out.
      await Promise.all([...members.keys()].map(member => member.close()))
      closed.abort(new Error('The bus is closed.'))
      await Promise.allSettled([within(CLOSE_MS, sender.settled(), 'Sending the last messages')])
      await connection.close()
    },
  }
}
