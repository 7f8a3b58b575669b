import { inputsOf, outputsOf, uploadsOf } from '../data/objectKeys.ts'
import { removeTasks } from '../data/removal.ts'
import type { TaskParent } from '../data/taskRepository.ts'
import type { TasksDeps } from '../deps.ts'
import { cancelUnfinished } from './cancelUnfinished.ts'

const BATCH = 100

/** Lets go of a project's, or of a person's, tasks with their pictures; safe to repeat. */
export async function forgetTasks(deps: TasksDeps, parent: TaskParent, id: string): Promise<void> {
  await cancelUnfinished(deps, parent, id)
  for (;;) {
    const ids = await deps.tasks.someIds(parent, id, BATCH)
    if (ids.length === 0) return
    // Objects first: were it interrupted in between, the rows would still say what is left to remove.
    for (const taskId of ids) {
      await deps.storage.deleteAll(outputsOf(taskId))
      await deps.storage.deleteAll(inputsOf(taskId))
    }
    await removeTasks({ ...deps, now: deps.clock.now() }, ids)
  }
}

/** Lets go of all that a person asked for and uploaded; safe to repeat. */
export async function forgetUser(deps: TasksDeps, userId: string): Promise<void> {
  await forgetTasks(deps, 'requestedById', userId)
  await deps.storage.deleteAll(uploadsOf(userId))
  await deps.uploads.removeAllOf(userId)
  await deps.storage.deleteAll(inputsOf(userId))
  await deps.inputs.removeAllOf(userId)
  await deps.queue.forgetUser(userId)
}
