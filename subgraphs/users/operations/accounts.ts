import { fail, failAll, ok, type Result } from '@atelier/platform/errors/result.ts'
import type { SubgraphRequest } from '@atelier/platform/graphql/subgraphRequest.ts'
import { type Profile, toProfile } from '../data/profile.ts'
import { type Credentials, displayNameKey } from '../data/userRepository.ts'
import { checkPassword, checkPasswordText, checkProfileChange, differingFields } from '../domain/accountInput.ts'
import type { ProfileChange } from '../domain/profile.ts'
import { decideRole } from '../domain/roles.ts'
import { tombstone } from '../domain/tombstone.ts'
import { accountGone, type Foundation, viewerOf } from './foundation.ts'
import { refuseShownName } from './shownNames.ts'

/** What people do to their own account. */
export interface Accounts {
  updateProfile(request: SubgraphRequest, input: ProfileChange): Promise<Result<Profile>>
  /** Ends all sessions but the caller's. */
  changePassword(
    request: SubgraphRequest,
    input: { currentPassword: string; newPassword: string },
  ): Promise<Result<Profile>>
  /** Leaves a tombstone and ends all sessions, unless it is the last administrator's. @returns the account's id. */
  delete(request: SubgraphRequest, password: string): Promise<Result<string>>
}

export function createAccounts(foundation: Foundation): Accounts {
  const { clock, transaction, users, sessions, places, profiles, events, revoked, hasher, turns, signInGuard } =
    foundation

  /** The caller's credentials, if the password is right. */
  async function prove(request: SubgraphRequest, password: string): Promise<Credentials | null> {
    const { id: userId, sessionId } = viewerOf(request)
    const credentials = await users.credentials({ id: userId })
    if (!credentials) throw accountGone()
    const { clientAddress: address, signal } = request
    const right = await signInGuard.confirm({ address, signal, userId, sessionId }, () =>
      hasher.verify(credentials.passwordHash, password),
    )
    return right ? credentials : null
  }

  return {
    async updateProfile(request, input) {
      const viewer = viewerOf(request)
      const checked = checkProfileChange(input)
      if (!checked.ok) return checked
      const refused = await refuseShownName(foundation, checked.value.displayName, viewer)
      if (refused) return refused
      const updated = await transaction(async em => {
        const user = await users.find(em, viewer.id)
        if (!user) throw accountGone()
        const changes = differingFields<ProfileChange>(user, checked.value)
        if (Object.keys(changes).length > 0) {
          Object.assign(user, changes, { updatedAt: clock.now() })
          user.displayNameKey = displayNameKey(user.displayName)
          events.add(em, 'updated', user.id, request.trace)
        }
        return toProfile(user)
      })
      await profiles.forget(viewer.id)
      return ok(updated)
    },

    async changePassword(request, { currentPassword, newPassword }) {
      const viewer = viewerOf(request)
      const faults = [
        ...checkPasswordText(currentPassword, ['input', 'currentPassword']),
        ...checkPassword(newPassword, viewer.username, 'newPassword'),
      ]
      if (faults.length > 0) return failAll(faults)
      const credentials = await prove(request, currentPassword)
      if (!credentials) return wrongPassword(['input', 'currentPassword'])

      const taker = { address: request.clientAddress, as: `user:${viewer.id}`, signal: request.signal }
      const passwordHash = await turns.take(taker, () => hasher.hash(newPassword))
      const changed = await transaction(async em => {
        const user = await users.findUnchanged(em, credentials)
        if (!user) return null
        const now = clock.now()
        Object.assign(user, { passwordHash, updatedAt: now })
        events.add(em, 'updated', user.id, request.trace)
        const ended = await sessions.endAll(em, { userId: user.id, except: viewer.sessionId }, now)
        return { profile: toProfile(user), ended }
      })
      if (!changed) return wrongPassword(['input', 'currentPassword'])
      await revoked.revoke(changed.ended)
      await profiles.forget(viewer.id)
      return ok(changed.profile)
    },

    async delete(request, password) {
      const { id } = viewerOf(request)
      const faults = checkPasswordText(password, ['password'])
      if (faults.length > 0) return failAll(faults)
      const credentials = await prove(request, password)
      if (!credentials) return wrongPassword(['password'])

      const outcome = await transaction(async em => {
        const adminIds = await users.adminIds(em)
        const user = await users.findUnchanged(em, credentials)
        if (!user) return wrongPassword(['password'])
        if (decideRole(user, 'USER', adminIds) === 'lastAdmin') return lastAdmin()
        const now = clock.now()
        Object.assign(user, tombstone(id, now))
        events.add(em, 'deleted', id, request.trace)
        await places.forget(em, id)
        return ok(await sessions.endAll(em, { userId: id }, now))
      })
      if (!outcome.ok) return outcome
      await revoked.revoke(outcome.value)
      await profiles.forget(id)
      return ok(id)
    },
  }
}

const wrongPassword = (field: string[]) => fail('WRONG_PASSWORD', field, 'The password is wrong. Try again.')

const lastAdmin = () =>
  fail('LAST_ADMIN', null, 'This is the only administrator. Make somebody else one before you delete the account.')
