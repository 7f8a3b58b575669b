import { transaction } from '@atelier/platform/database/transaction.ts'
import { fail, ok, type Result } from '@atelier/platform/errors/result.ts'
import type { TaskCaller } from '../access/caller.ts'
import type { Task } from '../data/task.ts'
import { changeTask } from '../data/taskWriter.ts'
import type { TasksDeps } from '../deps.ts'
import { decideCancel } from '../domain/lifecycle.ts'
import { decisionContext } from '../pipeline/decisionContext.ts'
import { requireControl, taskNotFound } from '../steps/requireTask.ts'

/** Cancels a task for good, at once and at its worker. */
export async function cancelTask(deps: TasksDeps, caller: TaskCaller, { id }: { id: string }): Promise<Result<Task>> {
  const controlled = await requireControl(deps, caller, id)
  if (!controlled.ok) return controlled
  const context = decisionContext(deps)
  return transaction(deps.database, async em => {
    const task = await deps.tasks.lock(em, id)
    if (!task) return taskNotFound()
    const change = decideCancel(task, context)
    if (!change) return fail('TASK_ALREADY_FINISHED', ['id'], 'The task is finished already.')
    await changeTask(em, task, change, context.now)
    deps.messages.cancel(em, task)
    return ok(task)
  })
}
