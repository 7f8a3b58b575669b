import { inputsOf, uploadsOf } from '../data/objectKeys.ts'
import type { TasksDeps } from '../deps.ts'
import { deleteTasks } from '../steps/deleteTasks.ts'

/** Deletes a deleted user's tasks and uploads; idempotent. */
export async function forgetUser(deps: TasksDeps, { userId }: { userId: string }): Promise<void> {
  await deleteTasks(deps, 'requestedById', userId)
  await deps.storage.deleteAll(uploadsOf(userId))
  await deps.uploads.removeAllOf(userId)
  await deps.storage.deleteAll(inputsOf(userId))
  await deps.inputs.removeAllOf(userId)
  await deps.queue.forgetUser(userId)
}
