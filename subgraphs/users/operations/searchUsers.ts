import type { PageArgs } from '@atelier/platform/graphql/connection.ts'
import type { SignedInCaller } from '@atelier/platform/graphql/signedIn.ts'
import type { ProfileConnection } from '../data/profile.ts'
import type { UsersDeps } from '../deps.ts'

/** A page of users, by the beginning of their user name or display name. */
export async function searchUsers(
  { users }: Pick<UsersDeps, 'users'>,
  _: SignedInCaller,
  { search, first, after }: PageArgs & { search?: string | null },
): Promise<ProfileConnection> {
  return users.page(search ?? null, { first, after })
}
