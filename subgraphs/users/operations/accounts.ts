import { fail, failAll, ok, type Result } from '@atelier/platform/errors/result.ts'
import type { SubgraphRequest } from '@atelier/platform/graphql/subgraphRequest.ts'
import { type Profile, toProfile } from '../data/profile.ts'
import { type Credentials, displayNameKey } from '../data/userRepository.ts'
import { checkPassword, checkProfileChange, differingFields } from '../domain/accountInput.ts'
import type { ProfileChange } from '../domain/profile.ts'
import { tombstone } from '../domain/tombstone.ts'
import { accountGone, type Foundation, viewerOf } from './foundation.ts'

/** What people do to their own account. */
export interface Accounts {
  updateProfile(request: SubgraphRequest, input: ProfileChange): Promise<Result<Profile>>
  /** Ends all sessions but the caller's. */
  changePassword(
    request: SubgraphRequest,
    input: { currentPassword: string; newPassword: string },
  ): Promise<Result<Profile>>
  /** Leaves a tombstone and ends all sessions. @returns the account's id. */
  delete(request: SubgraphRequest, password: string): Promise<Result<string>>
}

export function createAccounts(foundation: Foundation): Accounts {
  const { clock, transaction, users, sessions, profiles, events, revoked, hasher, signInGuard } = foundation

  /** The caller's credentials, if the password is right. Guesses count like those at signing in. */
  async function prove(request: SubgraphRequest, password: string): Promise<Credentials | null> {
    const credentials = await users.credentials({ id: viewerOf(request).id })
    if (!credentials) throw accountGone()
    const { usernameKey, passwordHash } = credentials
    const right = await signInGuard.attempt({ usernameKey, address: request.clientAddress }, () =>
      hasher.verify(passwordHash, password),
    )
    return right ? credentials : null
  }

  return {
    async updateProfile(request, input) {
      const viewer = viewerOf(request)
      const checked = checkProfileChange(input)
      if (!checked.ok) return checked
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
      const faults = checkPassword(newPassword, viewer.username, 'newPassword')
      if (faults.length > 0) return failAll(faults)
      const credentials = await prove(request, currentPassword)
      if (!credentials) return wrongPassword(['input', 'currentPassword'])

      const passwordHash = await hasher.hash(newPassword)
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
      const credentials = await prove(request, password)
      if (!credentials) return wrongPassword(['password'])

      const ended = await transaction(async em => {
        const user = await users.findUnchanged(em, credentials)
        if (!user) return null
        const now = clock.now()
        Object.assign(user, tombstone(id, now))
        events.add(em, 'deleted', id, request.trace)
        return sessions.endAll(em, { userId: id }, now)
      })
      if (!ended) return wrongPassword(['password'])
      await revoked.revoke(ended)
      await profiles.forget(id)
      return ok(id)
    },
  }
}

const wrongPassword = (field: string[]) => fail('WRONG_PASSWORD', field, 'The password is wrong. Try again.')
