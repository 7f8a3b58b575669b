import { signedIn } from '@atelier/platform/graphql/signedIn.ts'
import type { Profile } from '../data/profile.ts'
import { searchUsers } from '../operations/searchUsers.ts'
import type { QueryResolvers } from './types.generated.ts'

export const Query: QueryResolvers = {
  me: async (_, __, { caller, loaders }) => caller.viewer && present(await loaders.profile.load(caller.viewer.id)),
  user: async (_, { id }, { loaders }) => present(await loaders.profile.load(id)),
  users: (_, input, context) => searchUsers(context.deps, signedIn(context), input),
}

/** Deleted accounts cannot be queried by id; only references to them resolve. */
const present = (profile: Profile | null): Profile | null => (profile?.deleted ? null : profile)
