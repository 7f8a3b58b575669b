import type { EntityManager } from '@atelier/platform/database/database.ts'
import type { Outbox } from '@atelier/platform/outbox/outbox.ts'
import type { Clock } from '@atelier/platform/time/clock.ts'
import { formatTraceparent, type TraceContext } from '@atelier/platform/tracing/traceContext.ts'
import type { UserEvent } from '@atelier/schema/messages/accounts.ts'
import { userEvents } from '@atelier/schema/messages/topics.ts'

/** Publishes account events. */
export interface UserEventLog {
  /** Adds an event to the unit of work. @param trace of the request that caused it, if any. */
  add(em: EntityManager, kind: UserEvent['kind'], userId: string, trace?: TraceContext): void
}

export function createUserEventLog(outbox: Outbox, clock: Clock): UserEventLog {
  return {
    add(em, kind, userId, trace) {
      outbox.add(em, userEvents, {
        key: userId,
        value: { version: 1, at: clock.now().toISOString(), kind, userId },
        headers: trace ? { traceparent: formatTraceparent(trace) } : {},
      })
    },
  }
}
