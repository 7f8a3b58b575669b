import { forbidden } from '@atelier/platform/errors/graphqlErrors.ts'
import { fail, ok, type Result } from '@atelier/platform/errors/result.ts'
import { isId } from '@atelier/platform/ids/ids.ts'
import type { TaskCaller } from '../access/caller.ts'
import type { Task } from '../data/task.ts'
import type { TasksDeps } from '../deps.ts'
import { mayEdit } from '../domain/projectRights.ts'
import { cancelUnfinished } from '../steps/cancelUnfinished.ts'

/** Cancels every unfinished task of a project. @throws FORBIDDEN for a caller with read access only. */
export async function cancelTasks(
  deps: TasksDeps,
  caller: TaskCaller,
  { projectId }: { projectId: string },
): Promise<Result<Task[]>> {
  const rights = await caller.rightsIn(projectId)
  const isAdmin = caller.viewer.role === 'ADMIN' && isId(projectId)
  if (!rights && !isAdmin) return fail('PROJECT_NOT_FOUND', ['projectId'], 'There is no such project.')
  if (!isAdmin && !(rights && mayEdit(rights))) {
    throw forbidden('Only editors and the owner of a project may cancel its tasks.')
  }
  return ok(await cancelUnfinished(deps, 'projectId', projectId))
}
