import type { Database, EntityManager } from '@atelier/platform/database/database.ts'
import { type Connection, findPage, type PageArgs } from '@atelier/platform/graphql/connection.ts'
import { findGroupPages } from '@atelier/platform/graphql/groupPages.ts'
import { type FilterQuery, LockMode, raw } from '@mikro-orm/core'
import { type TaskStatus, type TaskType, UNFINISHED } from '../domain/taskState.ts'
import { Task, type TaskRow, toSearchText } from './task.ts'

/** The filter of a list of tasks. */
export interface TaskCriteria {
  projectId?: string | null
  requestedById?: string | null
  status?: readonly TaskStatus[] | null
  type?: TaskType | null
  search?: string | null
}

/** Sort orders of a list of tasks. */
export type TaskOrder = 'CREATED_AT_DESC' | 'CREATED_AT_ASC' | 'UPDATED_AT_DESC' | 'UPDATED_AT_ASC'

/** Ids sort by creation time. */
const ORDERS = {
  CREATED_AT_DESC: { id: 'desc' },
  CREATED_AT_ASC: { id: 'asc' },
  UPDATED_AT_DESC: { updatedAt: 'desc', id: 'desc' },
  UPDATED_AT_ASC: { updatedAt: 'asc', id: 'asc' },
} as const

/** The parent of a list of tasks. */
export type TaskParent = 'projectId' | 'requestedById'

/** Task counts of a project by status. */
export interface StatusCount {
  projectId: string
  status: TaskStatus
  count: number
}

/** Queries of tasks. */
export class TaskRepository {
  readonly #database: Database

  constructor(database: Database) {
    this.#database = database
  }

  async byIds(ids: readonly string[]): Promise<Task[]> {
    return this.#database.fork().find(Task, { id: { $in: ids } })
  }

  async byId(id: string): Promise<Task | null> {
    return this.#database.fork().findOne(Task, { id })
  }

  /** The row, locked until the transaction of `em` ends. */
  async lock(em: EntityManager, id: string): Promise<Task | null> {
    return em.findOne(Task, { id }, { lockMode: LockMode.PESSIMISTIC_WRITE })
  }

  /** The user's task with this idempotency key. */
  async byIdempotencyKey(requestedById: string, idempotencyKey: string): Promise<Task | null> {
    return this.#database.fork().findOne(Task, { requestedById, idempotencyKey })
  }

  async unfinishedCount(em: EntityManager, requestedById: string): Promise<number> {
    return em.count(Task, { requestedById, status: { $in: UNFINISHED } })
  }

  /** As `unfinishedCount`, for an early check; only the count in the transaction decides. */
  async unfinishedNow(requestedById: string): Promise<number> {
    return this.unfinishedCount(this.#database.fork(), requestedById)
  }

  async page(criteria: TaskCriteria, order: TaskOrder, page: PageArgs): Promise<Connection<Task>> {
    const { projectId, requestedById } = criteria
    const list = projectId ? `project ${projectId}` : `user ${requestedById}`
    return findPage(this.#database.fork(), Task, { where: whereOf(criteria), orderBy: ORDERS[order], page, list })
  }

  /** A page for each of many projects or users, newest first, by one query. */
  async pagesOf(
    parent: TaskParent,
    groups: readonly string[],
    criteria: TaskCriteria,
    page: PageArgs,
  ): Promise<Map<string, Connection<Task>>> {
    return findGroupPages(this.#database.fork(), {
      entity: Task,
      groupBy: parent,
      groups,
      newestBy: 'id',
      where: whereOf(criteria),
      page,
    })
  }

  async statusCounts(projectIds: readonly string[]): Promise<StatusCount[]> {
    return this.#database.fork().execute<StatusCount[]>(
      `select project_id as projectId, status, count(*) as count from tasks
         where project_id in (${placeholders(projectIds)}) group by project_id, status`,
      [...projectIds],
    )
  }

  /**
   * Waiting tasks of all users with a higher priority, or with the same and accepted earlier.
   * Round robin between users may dispatch a task earlier.
   */
  async queuePositions(ids: readonly string[]): Promise<{ id: string; position: number }[]> {
    return this.#database.fork().execute<{ id: string; position: number }[]>(
      `select id, place - 1 as position from (
           select id, row_number() over (order by priority, id) as place from tasks where status = 'PENDING'
         ) as waiting where id in (${placeholders(ids)})`,
      [...ids],
    )
  }

  /** Tasks of a project or a user that changed at or after a time, in order of change. */
  async changedSince(parent: TaskParent, id: string, since: Date, limit: number): Promise<Task[]> {
    return this.#database
      .fork()
      .find(Task, { [parent]: id, updatedAt: { $gte: since } }, { orderBy: { updatedAt: 'asc' }, limit })
  }

  /** A batch of unfinished tasks of a project or a user, locked. */
  async lockUnfinished(em: EntityManager, parent: TaskParent, id: string, limit: number): Promise<Task[]> {
    return em.find(
      Task,
      { [parent]: id, status: { $in: UNFINISHED } },
      { orderBy: { id: 'asc' }, limit, lockMode: LockMode.PESSIMISTIC_WRITE },
    )
  }

  /** A batch of task ids of a project or a user. */
  async someIds(parent: TaskParent, id: string, limit: number): Promise<string[]> {
    const rows = await this.#database.fork().find(Task, { [parent]: id }, { fields: ['id'], limit })
    return rows.map(row => row.id)
  }
}

function whereOf({ projectId, requestedById, status, type, search }: TaskCriteria): FilterQuery<TaskRow> {
  return {
    ...(projectId ? { projectId } : {}),
    ...(requestedById ? { requestedById } : {}),
    ...(status ? { status: { $in: [...status] } } : {}),
    ...(type ? { type } : {}),
    ...(search ? { [raw(alias => `instr(${alias}.search_text, ?)`, [toSearchText(search)])]: { $gt: 0 } } : {}),
  }
}

const placeholders = (values: readonly unknown[]) => values.map(() => '?').join(', ')
