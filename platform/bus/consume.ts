import type { Logger } from '../log/logger.ts'
import type { EventBus, Subscription } from './eventBus.ts'
import { type BusMessage, decodeMessage, type Received, type Topic } from './message.ts'

/** What becomes of a message that is not of its topic's shape. */
export type Unreadable = (message: BusMessage, reason: string) => Promise<void>

/**
 * Consumes a topic by its schema.
 *
 * A message that does not parse is no use however often it comes: it goes to `unreadable` with the reason and counts as
 * taken. Unknown fields are left to the schema.
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
