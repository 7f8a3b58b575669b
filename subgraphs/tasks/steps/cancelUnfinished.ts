import { transaction } from '@atelier/platform/database/transaction.ts'
import type { Task } from '../data/task.ts'
import type { TaskParent } from '../data/taskRepository.ts'
import { changeTask } from '../data/taskWriter.ts'
import type { TasksDeps } from '../deps.ts'
import { decideCancel } from '../domain/lifecycle.ts'
import { decisionContext } from '../pipeline/decisionContext.ts'

const BATCH = 100

/** Cancels every unfinished task of a project or of a user. @returns the canceled ones. */
export async function cancelUnfinished(deps: TasksDeps, parent: TaskParent, id: string): Promise<Task[]> {
  const canceled: Task[] = []
  let more = true
  while (more) {
    const context = decisionContext(deps)
    const batch = await transaction(deps.database, async em => {
      const tasks = await deps.tasks.lockUnfinished(em, parent, id, BATCH)
      for (const task of tasks) {
        const change = decideCancel(task, context)
        if (!change) continue
        await changeTask(em, task, change, context.now)
        deps.messages.cancel(em, task)
      }
      return tasks
    })
    canceled.push(...batch)
    more = batch.length === BATCH
  }
  return canceled
}
