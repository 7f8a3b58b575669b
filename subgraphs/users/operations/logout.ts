import { transaction } from '@atelier/platform/database/transaction.ts'
import type { SubgraphRequest } from '@atelier/platform/graphql/subgraphRequest.ts'
import { hashOfRefreshToken } from '../auth/refreshTokenSecrets.ts'
import type { UsersDeps } from '../deps.ts'

/** Ends the session of a refresh token, without further authentication. @returns how many ended: none or one. */
export async function logout(
  { database, sessions, revoked, clock }: UsersDeps,
  _: SubgraphRequest,
  { refreshToken }: { refreshToken: string },
): Promise<number> {
  const ended = await transaction(database, async em => {
    const found = await sessions.findByToken(em, hashOfRefreshToken(refreshToken))
    return found && (await sessions.end(em, found.session.id, clock.now())) ? [found.session.id] : []
  })
  await revoked.revoke(ended)
  return ended.length
}
