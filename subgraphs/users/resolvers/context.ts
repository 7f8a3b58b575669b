import type { SubgraphRequest } from '@atelier/platform/graphql/subgraphRequest.ts'
import type DataLoader from 'dataloader'
import type { Profile } from '../data/profile.ts'
import { createProfileLoader } from '../data/profiles.ts'
import type { UsersDeps } from '../deps.ts'

/** What the resolvers of one operation have at hand. */
export interface Context {
  deps: UsersDeps
  caller: SubgraphRequest
  loaders: {
    /** Tombstones of deleted accounts among them. */
    profile: DataLoader<string, Profile | null>
  }
}

export const createContext = (deps: UsersDeps, caller: SubgraphRequest): Context => ({
  deps,
  caller,
  loaders: { profile: createProfileLoader(deps.profiles, !caller.streaming) },
})
