import { transaction } from '@atelier/platform/database/transaction.ts'
import { failAll, ok, type Result } from '@atelier/platform/errors/result.ts'
import type { SignedInCaller } from '@atelier/platform/graphql/signedIn.ts'
import { type Profile, toProfile } from '../data/profile.ts'
import type { UsersDeps } from '../deps.ts'
import { checkPassword, checkPasswordText } from '../domain/accountInput.ts'
import { verifyOwnPassword, wrongPassword } from '../steps/ownAccount.ts'

/** Changes the caller's password and ends all their other sessions. */
export async function changePassword(
  deps: UsersDeps,
  caller: SignedInCaller,
  { currentPassword, newPassword }: { currentPassword: string; newPassword: string },
): Promise<Result<Profile>> {
  const { users, sessions, profiles, events, revoked, hasher, turns, clock } = deps
  const { viewer } = caller
  const faults = [
    ...checkPasswordText(currentPassword, ['input', 'currentPassword']),
    ...checkPassword(newPassword, viewer.username, 'newPassword'),
  ]
  if (faults.length > 0) return failAll(faults)
  const credentials = await verifyOwnPassword(deps, caller, currentPassword)
  if (!credentials) return wrongPassword(['input', 'currentPassword'])

  const taker = { address: caller.clientAddress, as: `user:${viewer.id}`, signal: caller.signal }
  const passwordHash = await turns.take(taker, () => hasher.hash(newPassword))
  const changed = await transaction(deps.database, async em => {
    const user = await users.findUnchanged(em, credentials)
    if (!user) return null
    const now = clock.now()
    Object.assign(user, { passwordHash, updatedAt: now })
    events.add(em, user, { kind: 'updated' }, caller.trace)
    const ended = await sessions.endAll(em, { userId: user.id, except: viewer.sessionId }, now)
    return { profile: toProfile(user), ended }
  })
  if (!changed) return wrongPassword(['input', 'currentPassword'])
  await revoked.revoke(changed.ended)
  await profiles.forget(viewer.id)
  return ok(changed.profile)
}
