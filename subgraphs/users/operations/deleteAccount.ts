import { transaction } from '@atelier/platform/database/transaction.ts'
import { fail, failAll, ok, type Result } from '@atelier/platform/errors/result.ts'
import type { SignedInCaller } from '@atelier/platform/graphql/signedIn.ts'
import type { UsersDeps } from '../deps.ts'
import { checkPasswordText } from '../domain/accountInput.ts'
import { decideRole } from '../domain/roles.ts'
import { tombstone } from '../domain/tombstone.ts'
import { verifyOwnPassword, wrongPassword } from '../steps/ownAccount.ts'

/**
 * Deletes the caller's account, unless it is the last administrator's: leaves a tombstone and ends all sessions.
 * @returns the account's id.
 */
export async function deleteAccount(
  deps: UsersDeps,
  caller: SignedInCaller,
  { password }: { password: string },
): Promise<Result<string>> {
  const { users, sessions, places, profiles, events, revoked, clock } = deps
  const { id } = caller.viewer
  const faults = checkPasswordText(password, ['password'])
  if (faults.length > 0) return failAll(faults)
  const credentials = await verifyOwnPassword(deps, caller, password)
  if (!credentials) return wrongPassword(['password'])

  const outcome = await transaction(deps.database, async em => {
    const adminIds = await users.adminIds(em)
    const user = await users.findUnchanged(em, credentials)
    if (!user) return wrongPassword(['password'])
    if (decideRole(user, 'USER', adminIds) === 'lastAdmin') return lastAdmin()
    const now = clock.now()
    Object.assign(user, tombstone(id, now))
    events.add(em, user, { kind: 'deleted' }, caller.trace)
    await places.forget(em, id)
    return ok(await sessions.endAll(em, { userId: id }, now))
  })
  if (!outcome.ok) return outcome
  await revoked.revoke(outcome.value)
  await profiles.forget(id)
  return ok(id)
}

const lastAdmin = () =>
  fail('LAST_ADMIN', null, 'This is the only administrator. Appoint another one before you delete the account.')
