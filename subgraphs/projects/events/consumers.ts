import { consume } from '@atelier/platform/bus/consume.ts'
import type { EventBus } from '@atelier/platform/bus/eventBus.ts'
import type { Database } from '@atelier/platform/database/database.ts'
import { transaction } from '@atelier/platform/database/transaction.ts'
import type { Logger } from '@atelier/platform/log/logger.ts'
import type { Outbox } from '@atelier/platform/outbox/outbox.ts'
import type { Clock } from '@atelier/platform/time/clock.ts'
import { parseTraceparent, type TraceContext } from '@atelier/platform/tracing/traceContext.ts'
import { deadLetters, userEvents } from '@atelier/schema/messages/topics.ts'

/** Handlers of other services' events; idempotent, as messages can be redelivered. */
export interface Reactions {
  userDeleted(event: { userId: string; trace: TraceContext | undefined }): Promise<void>
}

/** Consumes other services' events. Unreadable messages become dead letters. */
export async function startConsumers(options: {
  bus: EventBus
  database: Database
  outbox: Outbox
  clock: Clock
  log: Logger
  reactions: Reactions
}): Promise<{ close(): Promise<void> }> {
  const { bus, database, outbox, clock, log, reactions } = options
  return consume(bus, {
    topic: userEvents,
    group: 'projects',
    log,
    async handle({ value, headers }) {
      const trace = parseTraceparent(headers.traceparent)
      if (value.kind === 'deleted') await reactions.userDeleted({ userId: value.userId, trace })
    },
    async unreadable(message, reason) {
      const at = clock.now().toISOString()
      const value = { ...message, version: 1 as const, reason, service: 'projects', at }
      await transaction(database, async em => outbox.add(em, deadLetters, { key: message.key, value }))
    },
  })
}
