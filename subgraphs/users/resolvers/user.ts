import type { Profile } from '../data/profile.ts'
import { maySeeEmail } from '../domain/permissions.ts'
import type { QueryResolvers, UserResolvers } from './types.generated.ts'

export const user: QueryResolvers['user'] = async (_, { id }, { profiles }) => present(await profiles.load(id))

/** Nobody asks for a deleted account by itself; only what others made with it still names it. */
export const present = (profile: Profile | null): Profile | null => (profile?.deleted ? null : profile)

export const User: UserResolvers = {
  __resolveReference: async ({ id }, { profiles }) => profiles.load(id),
  email: ({ id, email, own }, _, { viewer }) => (own || maySeeEmail(viewer, id) ? email : null),
}
