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
  /** Topics that this process publishes or consumes; missing ones are created. */
  topics: readonly TopicSettings[]
  /** Registry of the metric `kafka_consumer_lag`. */
  metrics?: Pick<Metrics, 'registry'>
  /** Milliseconds between two measurements of the lag. */
  lagEveryMs?: number
  /** Maximum bytes of a produce request; brokers accept a little more than a million by default. */
  maxBytes?: number
  /**
   * Session timeout in milliseconds: then a dead consumer's partitions are reassigned. Brokers require 6,000 or more.
   */
  sessionTimeoutMs?: number
}

const PING_MS = 2_000
const CLOSE_MS = 3_000

/**
 * The bus over Kafka.
 *
 * Connects and reconnects in the background, without limit. While disconnected, `publish` rejects with the reason, and
 * consumers join once connected. A new consumer group starts at the earliest offset.
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
      const clients = await within(PING_MS, connection.clients(), 'Connecting to Kafka')
      // Also when it fails late: a connection without responses gives none later.
      const answer = clients.admin.describeCluster().catch(error => {
        connection.replace(clients)
        throw error
      })
      await within(PING_MS, answer, 'An answer of Kafka')
    },
    async close() {
      isClosing = true
      lag?.stop()
      // Messages of running handlers are still sent.
      await Promise.all([...members.keys()].map(member => member.close()))
      closed.abort(new Error('The bus is closed.'))
      await Promise.allSettled([within(CLOSE_MS, sender.settled(), 'Sending the last messages')])
      await connection.close()
    },
  }
}
