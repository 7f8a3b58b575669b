import type { Result } from '@atelier/platform/errors/result.ts'
import type { Profile } from '../data/profile.ts'
import type { SessionTokens } from '../steps/openSession.ts'

/** `SessionPayload` of a sign-in. */
export function toSessionPayload(result: Result<SessionTokens>) {
  if (!result.ok) return { session: null, user: null, userErrors: result.userErrors }
  const { user, ...session } = result.value
  return { session, user: { ...user, own: true as const }, userErrors: [] }
}

/** `UserPayload` of a change. */
export const toUserPayload = (result: Result<Profile>) =>
  result.ok ? { user: result.value, userErrors: [] } : { user: null, userErrors: result.userErrors }

/** `DeleteAccountPayload` of the account's id. */
export const toDeletedPayload = (result: Result<string>) =>
  result.ok ? { deletedUserId: result.value, userErrors: [] } : { deletedUserId: null, userErrors: result.userErrors }

/** `LogoutPayload` of how many sessions ended. */
export const toLogoutPayload = (sessionsEnded: number) => ({ sessionsEnded, userErrors: [] })
