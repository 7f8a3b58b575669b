import { transaction } from '@atelier/platform/database/transaction.ts'
import { fail, ok, type Result } from '@atelier/platform/errors/result.ts'
import type { SubgraphRequest } from '@atelier/platform/graphql/subgraphRequest.ts'
import { hashOfRefreshToken, newRefreshToken } from '../auth/refreshTokenSecrets.ts'
import type { User } from '../data/user.ts'
import type { UsersDeps } from '../deps.ts'
import { decideRefresh } from '../domain/sessions.ts'
import { type SignedIn, signSession } from './session.ts'

type Exchanged = { user: User; sessionId: string } | { endedSession: string } | 'invalid'

/** Exchanges a refresh token, without further authentication, for the next one and a new access token. */
export async function refreshSession(
  deps: UsersDeps,
  _: SubgraphRequest,
  { refreshToken }: { refreshToken: string },
): Promise<Result<SignedIn>> {
  const { token, tokenHash } = newRefreshToken()
  const outcome = await exchange(deps, hashOfRefreshToken(refreshToken), tokenHash)
  if (outcome === 'invalid') {
    return fail('INVALID_REFRESH_TOKEN', ['refreshToken'], 'The session has ended. Sign in again.')
  }
  if ('endedSession' in outcome) {
    await deps.revoked.revoke([outcome.endedSession])
    return fail(
      'REFRESH_TOKEN_REUSED',
      ['refreshToken'],
      'This refresh token was used before, so its session was ended. Sign in again.',
    )
  }
  const { user, sessionId } = outcome
  return ok(await signSession(deps, user, { sessionId, refreshToken: token, deviceToken: null }))
}

function exchange(
  { database, users, sessions, clock, settings }: UsersDeps,
  presented: string,
  tokenHash: string,
): Promise<Exchanged> {
  const now = clock.now()
  return transaction(database, async em => {
    const found = await sessions.findByToken(em, presented)
    const decision = decideRefresh(found?.token, found?.session, now)
    if (!found || decision === 'invalid') return 'invalid'
    const { id: sessionId, userId } = found.session
    if (decision === 'rotate') {
      const user = await users.find(em, userId)
      if (!user) return 'invalid'
      const expiresAt = new Date(now.getTime() + settings.refreshTokenTtlMs)
      if (await sessions.rotate(em, presented, { sessionId, userId, tokenHash, now, expiresAt })) {
        return { user, sessionId }
      }
    }
    await sessions.end(em, sessionId, now)
    return { endedSession: sessionId }
  })
}
