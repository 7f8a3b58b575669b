import type { SubgraphRequest } from '@atelier/platform/graphql/subgraphRequest.ts'
import { isId } from '@atelier/platform/ids/ids.ts'
import { type Caller, createCaller } from '../access/caller.ts'
import { createLoaders, type Loaders } from '../data/loaders.ts'
import type { Task } from '../data/task.ts'
import type { TasksDeps } from '../deps.ts'
import type { QueueWatch } from '../watching/queueWatch.ts'

/** The resolver context of one operation. */
export interface Context {
  deps: TasksDeps
  queueWatch: QueueWatch
  caller: Caller
  loaders: Loaders
}

export const createContext = (deps: TasksDeps, queueWatch: QueueWatch, request: SubgraphRequest): Context => ({
  deps,
  queueWatch,
  caller: createCaller(request, deps.access),
  loaders: createLoaders(deps, !request.streaming),
})

/** The task if it is visible to the caller. */
export async function visibleTask({ loaders, caller }: Context, id: string): Promise<Task | null> {
  const task = isId(id) ? await loaders.task.load(id) : null
  return task && (await caller.canViewTask(task)) ? task : null
}
