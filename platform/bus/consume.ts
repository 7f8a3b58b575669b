import type { Logger } from '../log/logger.ts'
import type { EventBus, Subscription } from './eventBus.ts'
import { type BusMessage, decodeMessage, type Received, type Topic } from './message.ts'

/** Handles a message that does not match its topic's schema. */
export type Unreadable = (message: BusMessage, reason: string) => Promise<void>

/**
 * Consumes a topic, parsing each message with the topic's schema.
 *
 * A message that does not parse is never redelivered: it goes to `unreadable` with the reason and is acknowledged. The
 * schema decides about unknown fields.
 */
export function consume<T>(
  bus: EventBus,
  options: {
    topic: Topic<T>
    group: string
    log: Logger
    handle: (message: Received<T>) => Promise<void>
    unreadable: Unreadable
  },
): Promise<Subscription> {
  const { topic, group, handle, unreadable, log } = options
  return bus.subscribe({
    topic: topic.name,
    group,
    async handle(message) {
      const decoded = decodeMessage(topic, message)
      if ('value' in decoded) return handle({ key: message.key, headers: message.headers, value: decoded.value })
      log.error({ topic: topic.name, key: message.key, reason: decoded.unreadable }, 'unreadable message')
      await unreadable(message, decoded.unreadable)
    },
  })
}
