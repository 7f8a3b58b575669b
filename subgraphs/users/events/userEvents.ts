import type { EntityManager } from '@atelier/platform/database/database.ts'
import type { Outbox } from '@atelier/platform/outbox/outbox.ts'
import type { Clock } from '@atelier/platform/time/clock.ts'
import type { TraceContext } from '@atelier/platform/tracing/traceContext.ts'
import type { UserEvent } from '@atelier/schema/messages/accounts.ts'
import { userEvents } from '@atelier/schema/messages/topics.ts'

/** Publishes account events. */
export interface UserEvents {
  /** Adds an event to the transaction of `em`. @param trace of its cause, if any. */
  add(em: EntityManager, user: { id: string }, details: Pick<UserEvent, 'kind'>, trace?: TraceContext): void
}

export function createUserEvents({ outbox, clock }: { outbox: Outbox; clock: Clock }): UserEvents {
  return {
    add(em, { id }, details, trace) {
      const value = { version: 1, at: clock.now().toISOString(), userId: id, ...details } as const
      outbox.add(em, userEvents, { key: id, value, trace })
    },
  }
}
