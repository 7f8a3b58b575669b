import { forbidden } from '@atelier/platform/errors/graphqlErrors.ts'
import { fail, ok, type Result } from '@atelier/platform/errors/result.ts'
import { isId } from '@atelier/platform/ids/ids.ts'
import type { TaskCaller } from '../access/caller.ts'
import type { Task } from '../data/task.ts'
import type { TasksDeps } from '../deps.ts'

/** The error for a task that does not exist or is not visible to the caller. */
export const taskNotFound = () => fail('TASK_NOT_FOUND', ['id'], 'There is no such task.')

/** The task if it is visible to the caller, who need not be able to change it. */
export async function requireVisibleTask(
  { tasks }: Pick<TasksDeps, 'tasks'>,
  caller: TaskCaller,
  id: string,
): Promise<Result<Task>> {
  const task = isId(id) ? await tasks.byId(id) : null
  return task && (await caller.canViewTask(task)) ? ok(task) : taskNotFound()
}

/**
 * The task if the caller may cancel it or change its priority.
 * @throws FORBIDDEN when it is only visible to them.
 */
export async function requireControl(
  deps: Pick<TasksDeps, 'tasks'>,
  caller: TaskCaller,
  id: string,
): Promise<Result<Task>> {
  const found = await requireVisibleTask(deps, caller, id)
  if (found.ok && !(await caller.canControl(found.value))) {
    throw forbidden('Only the requester of a task, and editors and the owner of its project, may change it.')
  }
  return found
}
