import type { EntityManager } from '@atelier/platform/database/database.ts'
import { transaction } from '@atelier/platform/database/transaction.ts'
import { newId } from '@atelier/platform/ids/ids.ts'
import { addressPlace, devicePlace, newDeviceToken } from '../auth/places.ts'
import { newRefreshToken } from '../auth/refreshTokenSecrets.ts'
import { type Profile, toProfile } from '../data/profile.ts'
import type { User } from '../data/user.ts'
import type { UsersDeps } from '../deps.ts'
import { REFRESH_TOKEN_TTL_MS } from '../domain/sessions.ts'

/** What a client gets that signed in or refreshed its session. */
export interface SignedIn {
  user: Profile
  accessToken: string
  refreshToken: string
  /** When the access token ends. */
  expiresAt: Date
  /** What the client shows when it signs in again; `null` where it did not sign in by a password. */
  deviceToken: string | null
}

/** Where somebody signs in by a password. */
export interface SigningIn {
  address: string | null
  /** The token of a device that the account knows; a client without one gets a new one. */
  deviceToken?: string | undefined
}

/**
 * Opens a session for the user that `provide` finds or adds in the same transaction, and remembers where it was.
 * @returns `null` when it gives none.
 */
export async function openSession(
  deps: UsersDeps,
  { address, deviceToken = newDeviceToken() }: SigningIn,
  provide: (em: EntityManager) => Promise<User | null>,
): Promise<SignedIn | null> {
  const { sessions, places } = deps
  const now = deps.clock.now()
  const { token, tokenHash } = newRefreshToken()
  const sessionId = newId()
  const user = await transaction(deps.database, async em => {
    const provided = await provide(em)
    const expiresAt = new Date(now.getTime() + REFRESH_TOKEN_TTL_MS)
    if (provided) {
      sessions.open(em, { sessionId, userId: provided.id, tokenHash, now, expiresAt })
      await places.remember(em, provided.id, [addressPlace(address), devicePlace(deviceToken)], now)
    }
    return provided
  })
  return user && signSession(deps, user, { sessionId, refreshToken: token, deviceToken })
}

/** The access token of a session, and all that its client gets with it. */
export async function signSession(
  { signer }: Pick<UsersDeps, 'signer'>,
  user: User,
  given: { sessionId: string; refreshToken: string; deviceToken: string | null },
): Promise<SignedIn> {
  const { sessionId, ...tokens } = given
  const { id, username, role } = user
  const { token, expiresAt } = await signer.sign({ id, username, role, sessionId })
  return { user: toProfile(user), accessToken: token, expiresAt, ...tokens }
}
