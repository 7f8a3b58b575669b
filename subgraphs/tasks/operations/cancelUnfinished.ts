import { transaction } from '@atelier/platform/database/transaction.ts'
import type { Task } from '../data/task.ts'
import type { TaskParent } from '../data/taskRepository.ts'
import { changeTask } from '../data/taskWriter.ts'
import { decideCancel } from '../domain/lifecycle.ts'
import { circumstances } from '../pipeline/deps.ts'
import type { OperationDeps } from './deps.ts'

const BATCH = 100

/** Calls off every task of a project, or of a person, that is not finished. @returns those called off. */
export async function cancelUnfinished(deps: OperationDeps, parent: TaskParent, id: string): Promise<Task[]> {
  const canceled: Task[] = []
  let more = true
  while (more) {
    const given = circumstances(deps)
    const batch = await transaction(deps.database, async em => {
      const tasks = await deps.tasks.lockUnfinished(em, parent, id, BATCH)
      for (const task of tasks) {
        const change = decideCancel(task, given)
        if (!change) continue
        await changeTask(em, task, change, given.now)
        deps.messages.callOff(em, task)
      }
      return tasks
    })
    canceled.push(...batch)
    more = batch.length === BATCH
  }
  return canceled
}
