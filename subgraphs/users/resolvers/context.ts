import type { Viewer } from '@atelier/platform/auth/viewer.ts'
import type { SubgraphRequest } from '@atelier/platform/graphql/subgraphRequest.ts'
import type DataLoader from 'dataloader'
import type { Profile } from '../data/profile.ts'
import { createProfileLoader, type Profiles } from '../data/profiles.ts'
import type { UserRepository } from '../data/userRepository.ts'
import type { Accounts } from '../operations/accounts.ts'
import type { Register } from '../operations/registration.ts'
import type { Roles } from '../operations/roles.ts'
import type { Sessions } from '../operations/sessions.ts'

/** What resolvers call, the same for every request. */
export interface Operations {
  register: Register
  sessions: Sessions
  accounts: Accounts
  roles: Roles
  users: Pick<UserRepository, 'page'>
}

/** What resolvers have at hand in one request. */
export interface Context extends Operations {
  request: SubgraphRequest
  caller: SubgraphRequest
  viewer: Viewer | null
  /** Tombstones of deleted accounts among them. */
  profiles: DataLoader<string, Profile | null>
}

export const createContext =
  (operations: Operations, profiles: Profiles) =>
  (request: SubgraphRequest): Context => ({
    ...operations,
    request,
    caller: request,
    viewer: request.viewer,
    profiles: createProfileLoader(profiles, !request.streaming),
  })
