import type { TokenSigner } from '@atelier/platform/auth/tokens.ts'
import type { EntityManager } from '@atelier/platform/database/database.ts'
import { fail, ok, type Result } from '@atelier/platform/errors/result.ts'
import { newId } from '@atelier/platform/ids/ids.ts'
import { addressPlace, devicePlace, newDeviceToken } from '../auth/places.ts'
import { hashOfRefreshToken, newRefreshToken } from '../auth/refreshTokenSecrets.ts'
import { type Profile, toProfile } from '../data/profile.ts'
import type { User } from '../data/user.ts'
import { decideRefresh, REFRESH_TOKEN_TTL_MS } from '../domain/sessions.ts'
import type { Foundation } from './foundation.ts'

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

/** Gives out sessions and their tokens. */
export interface SessionIssuer {
  /**
   * Opens a session for the user that `provide` finds or adds in the same transaction, and remembers where it was.
   * @returns `null` when it gives none.
   */
  open<Provided extends User | null>(
    client: SigningIn,
    provide: (em: EntityManager) => Promise<Provided>,
  ): Promise<SignedInOr<Provided>>
  /** Exchanges a refresh token for the next one and a new access token. */
  refresh(refreshToken: string): Promise<Result<SignedIn>>
}

/** Where somebody signs in by a password. */
export interface SigningIn {
  address: string | null
  /** The token of a device that the account knows; a client without one gets a new one. */
  deviceToken?: string | undefined
}

type SignedInOr<Provided> = Provided extends null ? null : SignedIn

type Refreshed = { user: User; sessionId: string } | { endedSession: string } | 'invalid'

export function createSessionIssuer(foundation: Foundation, signer: TokenSigner): SessionIssuer {
  const { clock, transaction, users, sessions, places, revoked } = foundation

  async function sign(
    user: User,
    sessionId: string,
    refreshToken: string,
    deviceToken: string | null,
  ): Promise<SignedIn> {
    const { id, username, role } = user
    const { token, expiresAt } = await signer.sign({ id, username, role, sessionId })
    return { user: toProfile(user), accessToken: token, refreshToken, expiresAt, deviceToken }
  }

  function exchange(presented: string, tokenHash: string): Promise<Refreshed> {
    const now = clock.now()
    return transaction(async em => {
      const found = await sessions.findByToken(em, presented)
      const decision = decideRefresh(found?.token, found?.session, now)
      if (!found || decision === 'invalid') return 'invalid'
      const { id: sessionId, userId } = found.session
      if (decision === 'rotate') {
        const user = await users.find(em, userId)
        if (!user) return 'invalid'
        const expiresAt = new Date(now.getTime() + REFRESH_TOKEN_TTL_MS)
        if (await sessions.rotate(em, presented, { sessionId, userId, tokenHash, now, expiresAt })) {
          return { user, sessionId }
        }
      }
      await sessions.end(em, sessionId, now)
      return { endedSession: sessionId }
    })
  }

  return {
    async open<Provided extends User | null>(
      { address, deviceToken = newDeviceToken() }: SigningIn,
      provide: (em: EntityManager) => Promise<Provided>,
    ) {
      const now = clock.now()
      const { token, tokenHash } = newRefreshToken()
      const sessionId = newId()
      const user: User | null = await transaction(async em => {
        const provided = await provide(em)
        const expiresAt = new Date(now.getTime() + REFRESH_TOKEN_TTL_MS)
        if (provided) {
          sessions.open(em, { sessionId, userId: provided.id, tokenHash, now, expiresAt })
          await places.remember(em, provided.id, [addressPlace(address), devicePlace(deviceToken)], now)
        }
        return provided
      })
      return (user && (await sign(user, sessionId, token, deviceToken))) as SignedInOr<Provided>
    },

    async refresh(refreshToken) {
      const { token, tokenHash } = newRefreshToken()
      const outcome = await exchange(hashOfRefreshToken(refreshToken), tokenHash)
      if (outcome === 'invalid') {
        return fail('INVALID_REFRESH_TOKEN', ['refreshToken'], 'The session has ended. Sign in again.')
      }
      if ('endedSession' in outcome) {
        await revoked.revoke([outcome.endedSession])
        return fail(
          'REFRESH_TOKEN_REUSED',
          ['refreshToken'],
          'This refresh token was used before, so its session was ended. Sign in again.',
        )
      }
      return ok(await sign(outcome.user, outcome.sessionId, token, null))
    },
  }
}
