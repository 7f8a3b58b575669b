import type { EntityManager } from '@atelier/platform/database/database.ts'
import { transaction } from '@atelier/platform/database/transaction.ts'
import { fail, ok, type Result } from '@atelier/platform/errors/result.ts'
import { UniqueConstraintViolationException } from '@mikro-orm/core'
import type { SignedIn } from '../access/caller.ts'
import type { Task } from '../data/task.ts'
import { addTask, type NewTaskRow } from '../data/taskWriter.ts'
import type { TasksDeps } from '../deps.ts'

/** A new task with the kept pictures that it starts from. */
export interface NewTask extends NewTaskRow {
  inputIds: readonly string[]
}

/** What is said when a picture that a task starts from has been removed. */
export const sourceGone = () =>
  fail('SOURCE_GONE', ['id'], 'The picture that the task starts from is not kept any more.')

/**
 * Writes a new task, unless its requester has too many that are not finished.
 * @returns the task; when another request with its idempotency key came first, the task of that one.
 */
export async function acceptTask(deps: TasksDeps, newTask: NewTask): Promise<Result<Task>> {
  const { database, tasks, settings } = deps
  const { requestedById, idempotencyKey } = newTask
  try {
    return await transaction(database, async em => {
      if ((await tasks.unfinishedCount(em, requestedById)) >= settings.maxUnfinishedTasks) return tooManyTasks()
      const task = await writeTask(deps, em, newTask)
      return task ? ok(task) : sourceGone()
    })
  } catch (error) {
    if (!(error instanceof UniqueConstraintViolationException) || idempotencyKey === null) throw error
    const earlier = await tasks.byIdempotencyKey(requestedById, idempotencyKey)
    if (!earlier) throw error
    return ok(earlier)
  }
}

/** Whether the caller may have another task, for looking before anything dear is done for it. */
export async function roomForTask(
  { tasks, settings }: Pick<TasksDeps, 'tasks' | 'settings'>,
  { viewer }: SignedIn,
): Promise<Result<true>> {
  return (await tasks.unfinishedNow(viewer.id)) < settings.maxUnfinishedTasks ? ok(true) : tooManyTasks()
}

/** @returns `undefined` when a picture that it starts from is gone. */
export async function writeTask(
  { inputs, clock, settings }: TasksDeps,
  em: EntityManager,
  { inputIds, ...task }: NewTask,
): Promise<Task | undefined> {
  const now = clock.now()
  const isThere = await inputs.hold(em, inputIds, new Date(now.getTime() + settings.inputKeepMs))
  if (!isThere) return undefined
  inputs.link(em, task.id, inputIds)
  return addTask(em, task, now)
}

const tooManyTasks = () =>
  fail('TOO_MANY_TASKS', null, 'Too many of your tasks are not finished. Wait for some, or cancel them.')
