import { fail, ok, type Result } from '@atelier/platform/errors/result.ts'
import type { SubgraphRequest } from '@atelier/platform/graphql/subgraphRequest.ts'
import { hashOfRefreshToken } from '../auth/refreshTokenSecrets.ts'
import { nameKey } from '../domain/names.ts'
import { type Foundation, viewerOf } from './foundation.ts'
import type { SessionIssuer, SignedIn } from './sessionIssuer.ts'

/** Signing in and out. */
export interface Sessions {
  login(request: SubgraphRequest, input: { username: string; password: string }): Promise<Result<SignedIn>>
  refresh(refreshToken: string): Promise<Result<SignedIn>>
  /** Ends the session of a refresh token, which is all the proof that it takes. @returns how many ended: none or one. */
  logout(refreshToken: string): Promise<number>
  /** @returns how many sessions ended. */
  logoutEverywhere(request: SubgraphRequest): Promise<number>
}

export function createSessions(foundation: Foundation, issuer: SessionIssuer): Sessions {
  const { clock, transaction, users, sessions, revoked, hasher, signInGuard } = foundation

  async function announce(endedSessions: string[]): Promise<number> {
    await revoked.revoke(endedSessions)
    return endedSessions.length
  }

  return {
    async login(request, { username, password }) {
      const usernameKey = nameKey(username)
      const credentials = await users.credentials({ usernameKey })
      const right = await signInGuard.attempt({ usernameKey, address: request.clientAddress }, () =>
        hasher.verify(credentials?.passwordHash ?? null, password),
      )
      // The password may have been changed while it was checked.
      const signedIn = right && credentials ? await issuer.open(em => users.findUnchanged(em, credentials)) : null
      return signedIn ? ok(signedIn) : fail('INVALID_CREDENTIALS', null, 'The user name or the password is wrong.')
    },

    refresh: refreshToken => issuer.refresh(refreshToken),

    async logout(refreshToken) {
      const ended = await transaction(async em => {
        const found = await sessions.findByToken(em, hashOfRefreshToken(refreshToken))
        return found && (await sessions.end(em, found.session.id, clock.now())) ? [found.session.id] : []
      })
      return announce(ended)
    },

    async logoutEverywhere(request) {
      const { id: userId } = viewerOf(request)
      return announce(await transaction(em => sessions.endAll(em, { userId }, clock.now())))
    },
  }
}
