import { transaction } from '@atelier/platform/database/transaction.ts'
import { fail, ok, type Result } from '@atelier/platform/errors/result.ts'
import type { SignedIn } from '../access/caller.ts'
import type { Task } from '../data/task.ts'
import { changeTask } from '../data/taskWriter.ts'
import { decideCancel } from '../domain/lifecycle.ts'
import { circumstances } from '../pipeline/deps.ts'
import { controlledTask, taskNotFound } from './controlledTask.ts'
import type { OperationDeps } from './deps.ts'

/** Calls a task off, for good and at once; its worker is told. */
export async function cancelTask(deps: OperationDeps, caller: SignedIn, id: string): Promise<Result<Task>> {
  const controlled = await controlledTask(deps, caller, id)
  if (!controlled.ok) return controlled
  const given = circumstances(deps)
  return transaction(deps.database, async em => {
    const task = await deps.tasks.lock(em, id)
    if (!task) return taskNotFound()
    const change = decideCancel(task, given)
    if (!change) return fail('TASK_ALREADY_FINISHED', ['id'], 'The task is finished already.')
    await changeTask(em, task, change, given.now)
    deps.messages.callOff(em, task)
    return ok(task)
  })
}
