import type { Connection } from '@atelier/platform/graphql/connection.ts'
import type { TaskRequest } from '@atelier/schema/messages/taskRequest.ts'
import { defineEntity, type InferEntity, p } from '@mikro-orm/core'
import type { TaskError, TaskStatus, TaskType } from '../domain/taskState.ts'

/** One request for pictures. */
export const Task = defineEntity({
  name: 'Task',
  tableName: 'tasks',
  properties: {
    /** UUIDv7: tasks sort in the order in which they were accepted. */
    id: p.string().length(36).primary(),
    type: p.string().length(20).$type<TaskType>(),
    status: p.string().length(20).$type<TaskStatus>(),
    /** Grows by one with each change that people see. */
    version: p.integer(),
    /** A ratio (0..1). */
    progress: p.double().$type<number>(),
    stage: p.string().length(50).strictNullable(),
    /** What was asked for; what queries look at has columns of its own. */
    request: p.json<TaskRequest>(),
    /** The prompt as it is searched. */
    searchText: p.text().lazy(),
    usedModel: p.string().length(100).strictNullable(),
    /** The smaller one goes first; see `rankOf`. */
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
    /** The trace of the request that asked, as a `traceparent` header. */
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
    // In the order of the queue, so that whoever takes the first task locks no others to find it.
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

/** A row with all that is kept. */
export type TaskRow = InferEntity<typeof Task>

/** A row as it is read. */
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

/** A task as it comes out of JSON. */
export type TaskJson = Omit<Task, (typeof DATES)[number]> & Record<(typeof DATES)[number], string | null>

/** A copy that later changes of the row do not touch, as JSON has it. */
export function toTaskJson(task: Task): TaskJson {
  const { searchText: _, ...row }: Task & { searchText?: string } = task
  return JSON.parse(JSON.stringify(row))
}

/** A text as searches compare it. */
export const toSearchText = (text: string): string => text.normalize('NFKC').toLowerCase()

/** The task again, with its dates. */
export function fromTaskJson(json: TaskJson): Task {
  const dates = DATES.map(name => [name, json[name] === null ? null : new Date(json[name])])
  return { ...json, ...Object.fromEntries(dates) }
}
