import type { EntityManager } from '@atelier/platform/database/database.ts'
import { transaction } from '@atelier/platform/database/transaction.ts'
import { fail, ok, type Result } from '@atelier/platform/errors/result.ts'
import type { SubgraphRequest } from '@atelier/platform/graphql/subgraphRequest.ts'
import { hashOfRefreshToken, newSuccessorSeed, successorOf } from '../auth/refreshTokenSecrets.ts'
import type { RefreshToken } from '../data/refreshToken.ts'
import type { User } from '../data/user.ts'
import type { UsersDeps } from '../deps.ts'
import { decideRefresh } from '../domain/sessions.ts'
import { type SessionTokens, signSession } from '../steps/openSession.ts'

type Exchanged =
  | { user: User; sessionId: string; refreshToken: string }
  | { endedSession: string }
  | 'invalid'
  | 'raced'

/**
 * Exchanges a refresh token, without further authentication, for the next one and a new access token. Requests with the
 * same token within the grace period get the same next one.
 */
export async function refreshSession(
  deps: UsersDeps,
  _: SubgraphRequest,
  { refreshToken: presented }: { refreshToken: string },
): Promise<Result<SessionTokens>> {
  let outcome: Exchanged
  // A request that loses a race reads again, in another transaction, what the winner has committed.
  do outcome = await exchange(deps, presented)
  while (outcome === 'raced')
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
  const { user, sessionId, refreshToken } = outcome
  return ok(await signSession(deps, user, { sessionId, refreshToken, deviceToken: null }))
}

function exchange(deps: UsersDeps, presented: string): Promise<Exchanged> {
  const { database, users, sessions, clock, settings } = deps
  const { refreshTokenTtlMs, refreshTokenGraceMs: graceMs } = settings
  const now = clock.now()
  const tokenHash = hashOfRefreshToken(presented)
  return transaction(database, async em => {
    const found = await sessions.findByToken(em, tokenHash)
    const decision = decideRefresh(found?.token, found?.session, now, graceMs)
    if (!found || decision === 'invalid') return 'invalid'
    const { id: sessionId, userId } = found.session
    if (decision === 'reused') {
      await sessions.end(em, sessionId, now)
      return { endedSession: sessionId }
    }
    const user = await users.find(em, userId)
    if (!user) return 'invalid'
    if (decision === 'repeat') {
      return { user, sessionId, refreshToken: await newestSuccessor(deps, em, presented, found.token) }
    }
    const seed = newSuccessorSeed()
    const next = successorOf(presented, seed)
    const expiresAt = new Date(now.getTime() + refreshTokenTtlMs)
    const used = { tokenHash, successorSeed: graceMs > 0 ? seed : null }
    const rotated = await sessions.rotate(em, used, { sessionId, userId, tokenHash: next.tokenHash, now, expiresAt })
    return rotated ? { user, sessionId, refreshToken: next.token } : 'raced'
  })
}

/** Maximum successors that are looked up; one further on is in its grace period, too. */
const MAX_SUCCESSORS = 10

/** The newest token that has come of a used one: the client shall not get one that another has used by now. */
async function newestSuccessor(
  { sessions }: Pick<UsersDeps, 'sessions'>,
  em: EntityManager,
  presented: string,
  used: RefreshToken,
): Promise<string> {
  let token = presented
  let row: RefreshToken | null = used
  for (let n = 0; n < MAX_SUCCESSORS && row?.successorSeed; n += 1) {
    const next = successorOf(token, row.successorSeed)
    token = next.token
    row = await sessions.findToken(em, next.tokenHash)
  }
  return token
}
