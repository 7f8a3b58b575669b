import type { Database, EntityManager } from '@atelier/platform/database/database.ts'
import { rawDate } from '@atelier/platform/database/rawDate.ts'
import { LockMode } from '@mikro-orm/core'
import type { QueuedUser } from '../domain/fairQueue.ts'
import { IN_FLIGHT, type TaskStatus } from '../domain/taskState.ts'
import { Task } from './task.ts'
import { UserLastServed } from './userLastServed.ts'

/** Statistics of the queue. */
export interface QueueFigures {
  counts: Record<'PENDING' | 'QUEUED' | 'PROCESSING', number>
  /** Users with a waiting task. */
  waitingUsers: number
  /** When the longest-waiting task was accepted. */
  oldestPendingAt: Date | null
}

/** Queries of waiting tasks and of tasks in flight. */
export class QueueRepository {
  readonly #database: Database

  constructor(database: Database) {
    this.#database = database
  }

  /** Tasks in flight, by user. */
  async inFlightByUser(em: EntityManager): Promise<Map<string, number>> {
    const rows = await em.execute<{ userId: string; count: number }[]>(
      `select requested_by_id as userId, count(*) as count from tasks
       where status in ('QUEUED', 'PROCESSING') group by requested_by_id`,
    )
    return new Map(rows.map(({ userId, count }) => [userId, count]))
  }

  /** Users with due tasks, in order of when they were last served, without those at their limit. */
  async queuedUsers(
    em: EntityManager,
    options: { now: Date; inFlight: ReadonlyMap<string, number>; perUser: number; limit: number },
  ): Promise<QueuedUser[]> {
    const { now, inFlight, perUser, limit } = options
    const full = [...inFlight].filter(([, count]) => count >= perUser).map(([userId]) => userId)
    const rows = await em.execute<{ userId: string; due: number }[]>(
      `select t.requested_by_id as userId, count(*) as due from tasks t
       left join user_turns u on u.user_id = t.requested_by_id
       where t.status = 'PENDING' and t.next_attempt_at <= ?
         ${full.length > 0 ? `and t.requested_by_id not in (${full.map(() => '?').join(', ')})` : ''}
       group by t.requested_by_id, u.last_served_at
       order by u.last_served_at, t.requested_by_id limit ?`,
      [now, ...full, limit],
    )
    return rows.map(({ userId, due }) => ({ userId, due, inFlight: inFlight.get(userId) ?? 0 }))
  }

  /** A user's first due task, locked; other dispatchers skip it. */
  async bestOf(em: EntityManager, userId: string, now: Date): Promise<Task | null> {
    return em.findOne(
      Task,
      { requestedById: userId, status: 'PENDING', nextAttemptAt: { $lte: now } },
      { orderBy: { priority: 'asc', id: 'asc' }, lockMode: LockMode.PESSIMISTIC_PARTIAL_WRITE },
    )
  }

  async markServed(em: EntityManager, userId: string, now: Date): Promise<void> {
    await em.upsert(UserLastServed, { userId, lastServedAt: now })
  }

  async forgetUser(userId: string): Promise<void> {
    await this.#database.fork().nativeDelete(UserLastServed, { userId })
  }

  /** Starts the leases of these attempts: from now on they need heartbeats. */
  async startLeases(
    em: EntityManager,
    attempts: readonly { taskId: string; attempt: number }[],
    leaseUntil: Date,
  ): Promise<void> {
    if (attempts.length === 0) return
    await em.nativeUpdate(
      Task,
      {
        $or: attempts.map(({ taskId, attempt }) => ({ id: taskId, attempt })),
        status: { $in: IN_FLIGHT },
        leaseUntil: null,
      },
      { leaseUntil },
    )
  }

  /** A batch of tasks with expired leases, locked; other reapers skip them. */
  async expired(em: EntityManager, now: Date, limit: number): Promise<Task[]> {
    return em.find(
      Task,
      { status: { $in: IN_FLIGHT }, leaseUntil: { $lte: now } },
      { orderBy: { leaseUntil: 'asc' }, limit, lockMode: LockMode.PESSIMISTIC_PARTIAL_WRITE },
    )
  }

  /** A batch of tasks in flight whose messages were published: abandoned, if no other process runs. */
  async handedOver(em: EntityManager, topic: string, limit: number): Promise<Task[]> {
    const ids = await em.execute<{ id: string }[]>(
      `select t.id from tasks t where t.status in ('QUEUED', 'PROCESSING')
         and t.id not in (select o.${'`key`'} from outbox_messages o where o.topic = ?) limit ?`,
      [topic, limit],
    )
    if (ids.length === 0) return []
    return em.find(Task, { id: { $in: ids.map(({ id }) => id) } })
  }

  /** A batch of tasks whose leftover objects are due for removal. */
  async leftovers(now: Date, limit: number): Promise<{ id: string; cleanupAt: Date | null }[]> {
    return this.#database
      .fork()
      .find(Task, { cleanupAt: { $lte: now } }, { fields: ['id', 'cleanupAt'], orderBy: { cleanupAt: 'asc' }, limit })
  }

  async cleanedUp(ids: readonly string[]): Promise<void> {
    await this.#database.fork().nativeUpdate(Task, { id: { $in: ids } }, { cleanupAt: null })
  }

  async figures(): Promise<QueueFigures> {
    const rows = await this.#database
      .fork()
      .execute<{ status: TaskStatus; count: number; users: number; oldest: number | string | null }[]>(
        `select status, count(*) as count, count(distinct requested_by_id) as users, min(created_at) as oldest
         from tasks where status in ('PENDING', 'QUEUED', 'PROCESSING') group by status`,
      )
    const of = (status: TaskStatus) => rows.find(row => row.status === status)
    const pending = of('PENDING')
    return {
      counts: {
        PENDING: pending?.count ?? 0,
        QUEUED: of('QUEUED')?.count ?? 0,
        PROCESSING: of('PROCESSING')?.count ?? 0,
      },
      waitingUsers: pending?.users ?? 0,
      oldestPendingAt: pending?.oldest == null ? null : rawDate(pending.oldest),
    }
  }
}
