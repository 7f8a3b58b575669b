import type { Viewer } from '@atelier/platform/auth/viewer.ts'
import { unauthenticated } from '@atelier/platform/errors/graphqlErrors.ts'
import type { SubgraphRequest } from '@atelier/platform/graphql/subgraphRequest.ts'
import { isId } from '@atelier/platform/ids/ids.ts'
import { type Caller, createCaller, type SignedIn } from '../access/caller.ts'
import { createLoaders, type Loaders } from '../data/loaders.ts'
import type { Task } from '../data/task.ts'
import type { TasksDeps } from '../deps.ts'
import type { QueueWatch } from '../watching/queueWatch.ts'

/** What the resolvers of one operation have at hand. */
export interface Context {
  deps: TasksDeps
  queueWatch: QueueWatch
  request: SubgraphRequest
  /** The caller; `null` for an anonymous one. */
  viewer: Viewer | null
  caller: Caller
  loaders: Loaders
}

export const createContext = (request: SubgraphRequest, deps: TasksDeps, queueWatch: QueueWatch): Context => ({
  deps,
  queueWatch,
  request,
  viewer: request.viewer,
  caller: createCaller(request, deps.access),
  loaders: createLoaders(deps, !request.streaming),
})

/** The caller of an operation that needs one. @throws UNAUTHENTICATED for an anonymous caller. */
export function signedIn({ caller }: Context): SignedIn {
  const { viewer } = caller
  if (!viewer) throw unauthenticated()
  return { ...caller, viewer }
}

/** The task if the caller can see it. */
export async function visibleTask({ loaders, caller }: Context, id: string): Promise<Task | null> {
  const task = isId(id) ? await loaders.task.load(id) : null
  return task && (await caller.canViewTask(task)) ? task : null
}
