import { transaction } from '@atelier/platform/database/transaction.ts'
import { fail, ok, type Result } from '@atelier/platform/errors/result.ts'
import type { TaskCaller } from '../access/caller.ts'
import type { Task } from '../data/task.ts'
import { changeTask } from '../data/taskWriter.ts'
import type { TasksDeps } from '../deps.ts'
import { rankOf, type TaskPriority } from '../domain/priority.ts'
import { requireControl, taskNotFound } from '../steps/requireTask.ts'

/** Sets the priority of a waiting task among its requester's own. */
export async function setTaskPriority(
  deps: TasksDeps,
  caller: TaskCaller,
  { id, priority }: { id: string; priority: TaskPriority },
): Promise<Result<Task>> {
  const controlled = await requireControl(deps, caller, id)
  if (!controlled.ok) return controlled
  return transaction(deps.database, async em => {
    const task = await deps.tasks.lock(em, id)
    if (!task) return taskNotFound()
    if (task.status !== 'PENDING') return fail('TASK_NOT_PENDING', ['id'], 'The task is not waiting any more.')
    const rank = rankOf(priority)
    if (task.priority !== rank) {
      task.priority = rank
      await changeTask(em, task, { set: {}, visible: true }, deps.clock.now())
    }
    return ok(task)
  })
}
