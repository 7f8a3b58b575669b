import type { SubgraphRequest } from '@atelier/platform/graphql/subgraphRequest.ts'
import { createLoaders, type Loaders } from '../data/loaders.ts'
import type { ProjectsDeps } from '../deps.ts'

/** The resolver context of one operation. */
export interface Context {
  deps: ProjectsDeps
  caller: SubgraphRequest
  loaders: Loaders
}

export const createContext = (deps: ProjectsDeps, caller: SubgraphRequest): Context => ({
  deps,
  caller,
  loaders: createLoaders(deps, caller.viewer, !caller.streaming),
})
