import type { EntityManager } from '@atelier/platform/database/database.ts'
import { transaction } from '@atelier/platform/database/transaction.ts'
import { fail, ok, type Result } from '@atelier/platform/errors/result.ts'
import { UniqueConstraintViolationException } from '@mikro-orm/core'
import type { TaskCaller } from '../access/caller.ts'
import type { Task } from '../data/task.ts'
import { addTask, type NewTaskRow } from '../data/taskWriter.ts'
import type { TasksDeps } from '../deps.ts'

/** A new task with its input pictures. */
export interface NewTask extends NewTaskRow {
  inputIds: readonly string[]
}

/** The error for an input picture that was removed. */
export const sourceGone = () => fail('SOURCE_GONE', ['id'], 'The input picture of the task was deleted.')

/**
 * Inserts a new task, within the limit of unfinished tasks.
 * @returns the task; with a reused idempotency key, the task of the earlier request.
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

/** Whether the caller is below the task limit, checked before expensive work. */
export async function checkTaskLimit(
  { tasks, settings }: Pick<TasksDeps, 'tasks' | 'settings'>,
  { viewer }: TaskCaller,
): Promise<Result<true>> {
  return (await tasks.unfinishedNow(viewer.id)) < settings.maxUnfinishedTasks ? ok(true) : tooManyTasks()
}

/** @returns `undefined` when an input picture is gone. */
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
