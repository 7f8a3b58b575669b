import { loaderById } from '@atelier/platform/graphql/loader.ts'
import type { SignedInCaller } from '@atelier/platform/graphql/signedIn.ts'
import type { SubgraphRequest } from '@atelier/platform/graphql/subgraphRequest.ts'
import { isId } from '@atelier/platform/ids/ids.ts'
import type { Task } from '../data/task.ts'
import { mayEdit, type ProjectRights } from '../domain/projectRights.ts'
import type { ProjectAccess } from './projectAccess.ts'

/** The caller and their rights. */
export interface Caller extends SubgraphRequest {
  /** Their rights in a project; `null` when it is not visible to them. @throws SUBGRAPH_UNAVAILABLE */
  rightsIn(projectId: string): Promise<ProjectRights | null>
  /** Whether a project and its tasks are visible to them. @throws SUBGRAPH_UNAVAILABLE */
  canViewProject(projectId: string): Promise<boolean>
  /** Whether a task is visible to them: to its requester always, to viewers of its project, and to administrators. */
  canViewTask(task: Task): Promise<boolean>
  /**
   * Whether they may cancel a task or change its priority: its requester, the project's editors and owner,
   * administrators.
   */
  canControl(task: Task): Promise<boolean>
}

/** A signed-in caller, and their rights. */
export type TaskCaller = SignedInCaller<Caller>

export function createCaller(request: SubgraphRequest, access: ProjectAccess): Caller {
  const { viewer, streaming } = request
  const rights = loaderById<ProjectRights>(!streaming, ids => access.rightsIn(request, ids))
  const isAdmin = viewer?.role === 'ADMIN'
  const isRequester = (task: Task) => viewer !== null && task.requestedById === viewer.id

  const rightsIn = async (projectId: string) => (isId(projectId) ? rights.load(projectId) : null)
  const canViewProject = async (projectId: string) => isAdmin || (await rightsIn(projectId)) !== null

  return {
    ...request,
    rightsIn,
    canViewProject,
    async canViewTask(task) {
      return isRequester(task) || canViewProject(task.projectId)
    },
    async canControl(task) {
      if (isRequester(task) || isAdmin) return true
      const held = await rightsIn(task.projectId)
      return held !== null && mayEdit(held)
    },
  }
}
