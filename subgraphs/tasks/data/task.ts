import type { Connection } from '@atelier/platform/graphql/connection.ts'
import type { TaskRequest } from '@atelier/schema/messages/taskRequest.ts'
import { defineEntity, type InferEntity, p } from '@mikro-orm/core'
import type { TaskError, TaskStatus, TaskType } from '../domain/taskState.ts'

/** A generation task. */
export const Task = defineEntity({
  name: 'Task',
  tableName: 'tasks',
  properties: {
    /** UUIDv7: sorts by time of acceptance. */
    id: p.string().length(36).primary(),
    type: p.string().length(20).$type<TaskType>(),
    status: p.string().length(20).$type<TaskStatus>(),
    /** Incremented with each visible change. */
    version: p.integer(),
    /** A ratio (0..1). */
    progress: p.double().$type<number>(),
    stage: p.string().length(50).strictNullable(),
    /** The request; what queries need has its own columns. */
    request: p.json<TaskRequest>(),
    /** The folded prompt, for searching. */
    searchText: p.text().lazy(),
    usedModel: p.string().length(100).strictNullable(),
    /** Lower is first; see `rankOf`. */
    priority: p.integer(),
    attempt: p.integer(),
    failures: p.integer(),
    maxAttempts: p.integer(),
    lastSequence: p.integer(),
    error: p.json<TaskError>().strictNullable(),
    projectId: p.string().length(36),
    requestedById: p.string().length(36),
    retriedFromId: p.string().length(36).strictNullable(),
    idempotencyKey: p.string().length(200).strictNullable(),
    /** The trace of the request, as a `traceparent` header. */
    traceparent: p.string().length(55).strictNullable(),
    nextAttemptAt: p.datetime(3),
    leaseUntil: p.datetime(3).strictNullable(),
    cleanupAt: p.datetime(3).strictNullable(),
    dispatchedAt: p.datetime(3).strictNullable(),
    createdAt: p.datetime(3),
    updatedAt: p.datetime(3),
    startedAt: p.datetime(3).strictNullable(),
    finishedAt: p.datetime(3).strictNullable(),
  },
  uniques: [{ properties: ['requestedById', 'idempotencyKey'] }],
  indexes: [
    { properties: ['status', 'nextAttemptAt'] },
    { properties: ['status', 'leaseUntil'] },
    // In queue order, so that locking the first task locks no other rows.
    { properties: ['requestedById', 'status', 'priority', 'id'] },
    { properties: ['requestedById', 'id'] },
    { properties: ['requestedById', 'updatedAt', 'id'] },
    { properties: ['projectId', 'id'] },
    { properties: ['projectId', 'status'] },
    { properties: ['projectId', 'updatedAt', 'id'] },
    { properties: ['updatedAt', 'id'] },
    { properties: ['retriedFromId'] },
    { properties: ['cleanupAt'] },
  ],
})

/** A row with all columns. */
export type TaskRow = InferEntity<typeof Task>

/** A row as read. */
export type Task = Omit<TaskRow, 'searchText'>

export type TaskConnection = Connection<Task>

const DATES = [
  'nextAttemptAt',
  'leaseUntil',
  'cleanupAt',
  'dispatchedAt',
  'createdAt',
  'updatedAt',
  'startedAt',
  'finishedAt',
] as const satisfies (keyof Task)[]

/** A task as JSON. */
export type TaskJson = Omit<Task, (typeof DATES)[number]> & Record<(typeof DATES)[number], string | null>

/** A JSON copy, unaffected by later changes of the row. */
export function toTaskJson(task: Task): TaskJson {
  const { searchText: _, ...row }: Task & { searchText?: string } = task
  return JSON.parse(JSON.stringify(row))
}

/** Folds a text for searching. */
export const toSearchText = (text: string): string => text.normalize('NFKC').toLowerCase()

/** A task from JSON, with dates. */
export function fromTaskJson(json: TaskJson): Task {
  const dates = DATES.map(name => [name, json[name] === null ? null : new Date(json[name])])
  return { ...json, ...Object.fromEntries(dates) }
}
