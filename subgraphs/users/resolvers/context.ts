import type { SubgraphRequest } from '@atelier/platform/graphql/subgraphRequest.ts'
import { createLoaders, type Loaders } from '../data/loaders.ts'
import type { UsersDeps } from '../deps.ts'

/** The resolver context of one operation. */
export interface Context {
  deps: UsersDeps
  caller: SubgraphRequest
  loaders: Loaders
}

export const createContext = (deps: UsersDeps, caller: SubgraphRequest): Context => ({
  deps,
  caller,
  loaders: createLoaders(deps, !caller.streaming),
})
