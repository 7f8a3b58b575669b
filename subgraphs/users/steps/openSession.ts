import type { EntityManager } from '@atelier/platform/database/database.ts'
import { transaction } from '@atelier/platform/database/transaction.ts'
import { newId } from '@atelier/platform/ids/ids.ts'
import { addressPlace, devicePlace, newDeviceToken } from '../auth/places.ts'
import { newRefreshToken } from '../auth/refreshTokenSecrets.ts'
import { type Profile, toProfile } from '../data/profile.ts'
import type { User } from '../data/user.ts'
import type { UsersDeps } from '../deps.ts'

/** The result of a sign-in or refresh. */
export interface SessionTokens {
  user: Profile
  accessToken: string
  refreshToken: string
  /** Expiry of the access token. */
  expiresAt: Date
  /** The token that identifies the device at its next sign-in; `null` unless it signed in by password. */
  deviceToken: string | null
}

/** The place of a sign-in by password. */
export interface SigningIn {
  address: string | null
  /** The token of a known device; a client without one gets a new one. */
  deviceToken?: string | undefined
}

/**
 * Opens a session for the user that `provide` finds or adds in the same transaction, and records its place.
 * @returns `null` when it returns none.
 */
export async function openSession(
  deps: UsersDeps,
  { address, deviceToken = newDeviceToken() }: SigningIn,
  provide: (em: EntityManager) => Promise<User | null>,
): Promise<SessionTokens | null> {
  const { sessions, places } = deps
  const now = deps.clock.now()
  const { token, tokenHash } = newRefreshToken()
  const sessionId = newId()
  const user = await transaction(deps.database, async em => {
    const provided = await provide(em)
    const expiresAt = new Date(now.getTime() + deps.settings.refreshTokenTtlMs)
    if (provided) {
      sessions.open(em, { sessionId, userId: provided.id, tokenHash, now, expiresAt })
      await places.remember(em, provided.id, [addressPlace(address), devicePlace(deviceToken)], now)
    }
    return provided
  })
  return user && signSession(deps, user, { sessionId, refreshToken: token, deviceToken })
}

/** The access token of a session, and the other fields of its payload. */
export async function signSession(
  { signer }: Pick<UsersDeps, 'signer'>,
  user: User,
  given: { sessionId: string; refreshToken: string; deviceToken: string | null },
): Promise<SessionTokens> {
  const { sessionId, ...tokens } = given
  const { id, username, role } = user
  const { token, expiresAt } = await signer.sign({ id, username, role, sessionId })
  return { user: toProfile(user), accessToken: token, expiresAt, ...tokens }
}
