import { inputsOf, outputsOf } from '../data/objectKeys.ts'
import { removeTasks } from '../data/removal.ts'
import type { TaskParent } from '../data/taskRepository.ts'
import type { TasksDeps } from '../deps.ts'
import { cancelUnfinished } from './cancelUnfinished.ts'

const BATCH = 100

/** Deletes the tasks of a project or a user, with their pictures; idempotent. */
export async function deleteTasks(deps: TasksDeps, parent: TaskParent, id: string): Promise<void> {
  await cancelUnfinished(deps, parent, id)
  for (;;) {
    const ids = await deps.tasks.someIds(parent, id, BATCH)
    if (ids.length === 0) return
    // Objects first: after an interruption in between, the rows still name what is left to delete.
    for (const taskId of ids) {
      await deps.storage.deleteAll(outputsOf(taskId))
      await deps.storage.deleteAll(inputsOf(taskId))
    }
    await removeTasks({ ...deps, now: deps.clock.now() }, ids)
  }
}
