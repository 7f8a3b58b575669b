import type { EntityManager } from '@atelier/platform/database/database.ts'
import type { Outbox } from '@atelier/platform/outbox/outbox.ts'
import type { Clock } from '@atelier/platform/time/clock.ts'
import type { TraceContext } from '@atelier/platform/tracing/traceContext.ts'
import type { ProjectEvent } from '@atelier/schema/messages/accounts.ts'
import { projectEvents } from '@atelier/schema/messages/topics.ts'
import type { ProjectRole } from '../domain/access.ts'

/** What an event says beside the project. */
export type ProjectEventDetails =
  | { kind: Exclude<ProjectEvent['kind'], 'memberChanged'> }
  /** `role` is the member's new role; `null` for a removed member. */
  | { kind: 'memberChanged'; userId: string; role: ProjectRole | null }

/** Publishes project events. */
export interface ProjectEvents {
  /** Adds an event to the transaction of `em`. @param trace of its cause, if any. */
  add(
    em: EntityManager,
    project: { id: string; ownerId: string },
    details: ProjectEventDetails,
    trace?: TraceContext,
  ): void
}

export function createProjectEvents({ outbox, clock }: { outbox: Outbox; clock: Clock }): ProjectEvents {
  return {
    add(em, { id, ownerId }, details, trace) {
      const value = { version: 1, at: clock.now().toISOString(), projectId: id, ownerId, ...details } as const
      outbox.add(em, projectEvents, { key: id, value, trace })
    },
  }
}
