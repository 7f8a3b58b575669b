import { transaction } from '@atelier/platform/database/transaction.ts'
import { forbidden } from '@atelier/platform/errors/graphqlErrors.ts'
import { fail, ok, type Result } from '@atelier/platform/errors/result.ts'
import type { SignedInCaller } from '@atelier/platform/graphql/signedIn.ts'
import { isId } from '@atelier/platform/ids/ids.ts'
import { type Profile, toProfile } from '../data/profile.ts'
import type { UsersDeps } from '../deps.ts'
import { claimsOffice } from '../domain/officeNames.ts'
import { decideRole, type Role } from '../domain/roles.ts'

/**
 * Sets a user's role and ends their sessions, as their access tokens carry the old one.
 * @param caller an administrator; `null` for the operator's settings.
 * @throws FORBIDDEN for a caller who is not an administrator any more.
 */
export async function setUserRole(
  deps: UsersDeps,
  caller: SignedInCaller | null,
  { userId, role }: { userId: string; role: Role },
): Promise<Result<Profile>> {
  const { users, sessions, reservedNames, profiles, events, revoked, clock } = deps
  if (!isId(userId)) return notFound()
  const outcome = await transaction(deps.database, async em => {
    const adminIds = await users.adminIds(em)
    if (caller && !adminIds.includes(caller.viewer.id)) throw forbidden('Only administrators may do this.')
    const user = await users.find(em, userId)
    if (!user) return notFound()
    const decision = decideRole(user, role, adminIds)
    if (decision === 'lastAdmin') return lastAdmin()
    if (decision === 'keep') return ok({ profile: toProfile(user), ended: [] })
    const now = clock.now()
    // Even after the account is deleted, no confusable name may be registered.
    if (role === 'ADMIN') await reservedNames.reserve(user.username, { opens: false, now }, em)
    Object.assign(user, { role, updatedAt: now })
    // A former administrator loses a display name of that office.
    if (role !== 'ADMIN' && user.displayName !== null && claimsOffice(user.displayName)) {
      Object.assign(user, { displayName: null, displayNameKey: null })
    }
    events.add(em, user, { kind: 'updated' }, caller?.trace)
    return ok({ profile: toProfile(user), ended: await sessions.endAll(em, { userId }, now) })
  })
  if (!outcome.ok) return outcome
  await revoked.revoke(outcome.value.ended)
  await profiles.forget(userId)
  return ok(outcome.value.profile)
}

const notFound = () => fail('USER_NOT_FOUND', ['userId'], 'There is no such user. Check the identifier.')

const lastAdmin = () => fail('LAST_ADMIN', ['role'], 'This is the only administrator. Appoint another one first.')
