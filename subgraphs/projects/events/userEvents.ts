import { consume } from '@atelier/platform/bus/consume.ts'
import type { EventBus, Subscription } from '@atelier/platform/bus/eventBus.ts'
import type { Database } from '@atelier/platform/database/database.ts'
import { transaction } from '@atelier/platform/database/transaction.ts'
import type { Logger } from '@atelier/platform/log/logger.ts'
import type { Outbox } from '@atelier/platform/outbox/outbox.ts'
import type { Clock } from '@atelier/platform/time/clock.ts'
import { deadLetters, userEvents } from '@atelier/schema/messages/topics.ts'

/** Consumes account events: deleting an account deletes its projects and memberships. */
export function consumeUserEvents(options: {
  bus: EventBus
  database: Database
  outbox: Outbox
  clock: Clock
  log: Logger
  /** Deletes all rows of an account; idempotent. */
  forgetUser: (userId: string, traceparent?: string) => Promise<void>
}): Promise<Subscription> {
  const { bus, database, outbox, clock, log, forgetUser } = options
  return consume(bus, {
    topic: userEvents,
    group: 'projects',
    log,
    async handle({ value, headers }) {
      if (value.kind === 'deleted') await forgetUser(value.userId, headers.traceparent)
    },
    async unreadable(message, reason) {
      const at = clock.now().toISOString()
      const value = { ...message, version: 1 as const, reason, service: 'projects', at }
      await transaction(database, async em => outbox.add(em, deadLetters, { key: message.key, value }))
    },
  })
}
