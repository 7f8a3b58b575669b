import type { EntityManager } from '@atelier/platform/database/database.ts'
import { newId } from '@atelier/platform/ids/ids.ts'
import type { ArtifactMade } from '@atelier/schema/messages/generation.ts'
import { generationTasks } from '@atelier/schema/messages/topics.ts'
import type { TaskChange } from '../domain/lifecycle.ts'
import { Artifact } from './artifact.ts'
import { DeadLetter } from './deadLetter.ts'
import { generationTaskOf } from './generationTaskOf.ts'
import { Task, toSearchText } from './task.ts'
import { TaskTransition } from './taskTransition.ts'

/** The given columns of a new task; the others start the same for all. */
export type NewTaskRow = Pick<
  Task,
  | 'id'
  | 'request'
  | 'priority'
  | 'maxAttempts'
  | 'projectId'
  | 'requestedById'
  | 'retriedFromId'
  | 'idempotencyKey'
  | 'traceparent'
>

/** Adds a task and its first timeline entry to the unit of work. */
export function addTask(em: EntityManager, task: NewTaskRow, now: Date): Task {
  const row = em.create(Task, {
    ...task,
    type: task.request.type,
    searchText: toSearchText(task.request.prompt),
    status: 'PENDING',
    version: 1,
    progress: 0,
    stage: null,
    usedModel: null,
    attempt: 0,
    failures: 0,
    lastSequence: 0,
    error: null,
    nextAttemptAt: now,
    leaseUntil: null,
    cleanupAt: null,
    dispatchedAt: null,
    createdAt: now,
    updatedAt: now,
    startedAt: null,
    finishedAt: null,
  })
  em.persist(row)
  addTransition(em, row, null, now)
  return row
}

/** Applies a decided change to a task of this unit of work. */
export async function changeTask(em: EntityManager, task: Task, change: TaskChange, now: Date): Promise<void> {
  Object.assign(task, change.set)
  if (change.visible) {
    task.version += 1
    task.updatedAt = now
  }
  if (change.set.status) addTransition(em, task, change.message ?? null, now)
  if (change.artifacts) await writeArtifacts(em, task, change.artifacts, change.complete ?? false, now)
  if (change.deadLetter) addDeadLetter(em, task, now)
}

function addTransition(em: EntityManager, task: Task, message: string | null, at: Date): void {
  const { id: taskId, status, attempt } = task
  em.persist(em.create(TaskTransition, { id: newId(), taskId, status, attempt, message, at }))
}

/** A picture reported again keeps its row; one of another attempt replaces the one with its index. */
async function writeArtifacts(
  em: EntityManager,
  task: Task,
  made: readonly ArtifactMade[],
  complete: boolean,
  now: Date,
): Promise<void> {
  const known = await em.find(Artifact, { taskId: task.id })
  const kept = new Set(made.map(({ id }) => id))
  const taken = new Set(made.map(({ index }) => index))
  const gone = known.filter(({ id, index }) => !kept.has(id) && (complete || taken.has(index)))
  if (gone.length > 0) await em.nativeDelete(Artifact, { id: { $in: gone.map(({ id }) => id) } })
  for (const { id, index, key, contentType, width, height, bytes, seed } of made) {
    const picture = { key, contentType, width, height, bytes, seed, attempt: task.attempt }
    const row = known.find(artifact => artifact.id === id)
    // Each attempt stores its pictures under its own keys, including those that it took over.
    if (row) Object.assign(row, picture)
    else em.persist(em.create(Artifact, { ...picture, id, index, taskId: task.id, createdAt: now }))
  }
}

function addDeadLetter(em: EntityManager, task: Task, now: Date): void {
  em.persist(
    em.create(DeadLetter, {
      id: newId(),
      topic: generationTasks.name,
      key: task.id,
      reason: task.error ? `${task.error.code}: ${task.error.message}` : task.status,
      value: JSON.stringify(generationTaskOf(task)),
      headers: {},
      taskId: task.id,
      createdAt: now,
      redrivenAt: null,
    }),
  )
}
