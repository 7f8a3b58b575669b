import { loaderById } from '@atelier/platform/graphql/loader.ts'
import type { SignedInCaller } from '@atelier/platform/graphql/signedIn.ts'
import type { SubgraphRequest } from '@atelier/platform/graphql/subgraphRequest.ts'
import { isId } from '@atelier/platform/ids/ids.ts'
import { formatTraceparent } from '@atelier/platform/tracing/traceContext.ts'
import type { Task } from '../data/task.ts'
import { mayEdit, type ProjectRights } from '../domain/projectRights.ts'
import type { ProjectAccess } from './projectAccess.ts'

/** The caller, and what they may do. */
export interface Caller extends SubgraphRequest {
  /** The trace that goes on with what they ask for. */
  traceparent: string
  /** What they may do in a project; `null` when they cannot see it. @throws SUBGRAPH_UNAVAILABLE */
  rightsIn(projectId: string): Promise<ProjectRights | null>
  /** Whether they can see the project and what belongs to it. @throws SUBGRAPH_UNAVAILABLE */
  canViewProject(projectId: string): Promise<boolean>
  /** Whether they can see a task: its requester always, whoever sees its project, and administrators. */
  canViewTask(task: Task): Promise<boolean>
  /** Whether they can cancel a task or change its priority: its requester, the project's editors and owner, administrators. */
  canControl(task: Task): Promise<boolean>
}

/** A caller who is signed in. */
export type SignedIn = SignedInCaller<Caller>

export function createCaller(request: SubgraphRequest, access: ProjectAccess): Caller {
  const { viewer, trace, streaming } = request
  const rights = loaderById<ProjectRights>(!streaming, ids => access.rightsIn(request, ids))
  const isAdmin = viewer?.role === 'ADMIN'
  const isRequester = (task: Task) => viewer !== null && task.requestedById === viewer.id

  const rightsIn = async (projectId: string) => (isId(projectId) ? rights.load(projectId) : null)
  const canViewProject = async (projectId: string) => isAdmin || (await rightsIn(projectId)) !== null

  return {
    ...request,
    traceparent: formatTraceparent(trace),
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
