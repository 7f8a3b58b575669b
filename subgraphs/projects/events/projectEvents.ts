import type { EntityManager } from '@atelier/platform/database/database.ts'
import type { Outbox } from '@atelier/platform/outbox/outbox.ts'
import type { Clock } from '@atelier/platform/time/clock.ts'
import type { ProjectEvent } from '@atelier/schema/messages/accounts.ts'
import { projectEvents } from '@atelier/schema/messages/topics.ts'
import type { ProjectRole } from '../domain/access.ts'

/** A change of a project. */
export type ProjectNews =
  | { kind: Exclude<ProjectEvent['kind'], 'memberChanged'> }
  /** `role` is the member's new role; `null` for a removed member. */
  | { kind: 'memberChanged'; userId: string; role: ProjectRole | null }

/** Publishes project events. */
export interface ProjectEvents {
  /**
   * Adds an event to the transaction of `em`.
   * @param traceparent the trace of its cause.
   */
  add(em: EntityManager, project: { id: string; ownerId: string }, news: ProjectNews, traceparent?: string): void
}

export function createProjectEvents(options: { outbox: Outbox; clock: Clock }): ProjectEvents {
  const { outbox, clock } = options
  return {
    add(em, { id, ownerId }, news, traceparent) {
      outbox.add(em, projectEvents, {
        key: id,
        value: { version: 1, at: clock.now().toISOString(), projectId: id, ownerId, ...news },
        headers: traceparent ? { traceparent } : {},
      })
    },
  }
}
