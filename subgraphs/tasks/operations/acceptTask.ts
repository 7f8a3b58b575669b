import { transaction } from '@atelier/platform/database/transaction.ts'
import { fail, ok, type Result } from '@atelier/platform/errors/result.ts'
import { UniqueConstraintViolationException } from '@mikro-orm/core'
import type { Task } from '../data/task.ts'
import { addTask, type NewTask } from '../data/taskWriter.ts'
import type { OperationDeps } from './deps.ts'
import { inputsOf } from './objectKeys.ts'

/**
 * Writes a new task, unless its requester has too many that are not finished.
 * @param task what it starts from is in storage already, and is removed again when it is not written. It stays there when
 *   that is not known, as the answer to the commit may have been lost: a task without it would fail.
 * @returns the task; when another request with its idempotency key came first, the task of that one.
 */
export async function acceptTask(deps: OperationDeps, task: NewTask): Promise<Result<Task>> {
  const accepted = await write(deps, task)
  const isWritten = accepted.ok && accepted.value.id === task.id
  if (!isWritten && task.transfer) await deps.storage.deleteAll(inputsOf(task.id))
  return accepted
}

async function write({ database, tasks, clock, settings }: OperationDeps, task: NewTask): Promise<Result<Task>> {
  try {
    return await transaction(database, async em => {
      if ((await tasks.unfinishedCount(em, task.requestedById)) >= settings.maxUnfinishedTasks) {
        return fail('TOO_MANY_TASKS', null, 'Too many of your tasks are not finished. Wait for some, or cancel them.')
      }
      return ok(addTask(em, task, clock.now()))
    })
  } catch (error) {
    if (!(error instanceof UniqueConstraintViolationException) || task.idempotencyKey === null) throw error
    const earlier = await tasks.byIdempotencyKey(task.requestedById, task.idempotencyKey)
    if (!earlier) throw error
    return ok(earlier)
  }
}
