import type { Result } from '@atelier/platform/errors/result.ts'
import type { Profile } from '../data/profile.ts'
import type { SignedIn } from '../operations/sessionIssuer.ts'

/** `SessionPayload` of what signing in gave. */
export function toSessionPayload(result: Result<SignedIn>) {
  if (!result.ok) return { session: null, user: null, userErrors: result.userErrors }
  const { user, ...session } = result.value
  return { session, user: { ...user, own: true as const }, userErrors: [] }
}

/** `UserPayload` of what a change gave. */
export const toUserPayload = (result: Result<Profile>) =>
  result.ok ? { user: result.value, userErrors: [] } : { user: null, userErrors: result.userErrors }
