import { encodeMessage, type Topic } from '../bus/message.ts'
import type { EntityManager } from '../database/database.ts'
import { newId } from '../ids/ids.ts'
import type { Clock } from '../time/clock.ts'
import { formatTraceparent, type TraceContext } from '../tracing/traceContext.ts'
import { OutboxMessage } from './outboxMessage.ts'

/** A message to publish. */
export interface OutgoingMessage<T> {
  key: string
  value: T
  headers?: Record<string, string>
  /** The trace of its cause, if any. */
  trace?: TraceContext | undefined
}

/** Writes messages in the transaction of their rows. */
export interface Outbox {
  /**
   * Adds a message to the unit of work of `em`: published if and only if that commits, at least once, in order within
   * its topic. The trace goes along as the `traceparent` header.
   */
  add<T>(em: EntityManager, topic: Topic<T>, message: OutgoingMessage<T>): void
}

export function createOutbox(options: { clock: Clock }): Outbox {
  return {
    add(em, topic, message) {
      const now = options.clock.now()
      em.persist(
        em.create(OutboxMessage, {
          id: newId(),
          topic: topic.name,
          key: message.key,
          value: encodeMessage(topic, message.value),
          headers: {
            timestamp: now.toISOString(),
            ...message.headers,
            ...(message.trace ? { traceparent: formatTraceparent(message.trace) } : {}),
          },
          failures: 0,
          availableAt: now,
          createdAt: now,
        }),
      )
    },
  }
}
