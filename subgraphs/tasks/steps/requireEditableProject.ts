import { forbidden } from '@atelier/platform/errors/graphqlErrors.ts'
import { fail, ok, type Result } from '@atelier/platform/errors/result.ts'
import type { TaskCaller } from '../access/caller.ts'
import { mayEdit, type ProjectRights } from '../domain/projectRights.ts'

/**
 * The project if the caller may create tasks in it.
 * @throws FORBIDDEN when it is visible to them and they are neither an editor nor its owner.
 */
export async function requireEditableProject(
  caller: TaskCaller,
  projectId: string,
  field: string[],
): Promise<Result<ProjectRights>> {
  const rights = await caller.rightsIn(projectId)
  if (!rights) return fail('PROJECT_NOT_FOUND', field, 'There is no such project.')
  if (!mayEdit(rights)) throw forbidden('Only editors and the owner of a project may create tasks in it.')
  if (rights.archived) return fail('PROJECT_ARCHIVED', field, 'The project is archived. Restore it first.')
  return ok(rights)
}
