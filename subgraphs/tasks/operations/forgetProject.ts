import type { TasksDeps } from '../deps.ts'
import { deleteTasks } from '../steps/deleteTasks.ts'

/** Deletes a deleted project's tasks; idempotent. */
export async function forgetProject(deps: TasksDeps, { projectId }: { projectId: string }): Promise<void> {
  await deleteTasks(deps, 'projectId', projectId)
}
