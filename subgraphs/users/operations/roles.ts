import { fail, ok, type Result } from '@atelier/platform/errors/result.ts'
import { isId } from '@atelier/platform/ids/ids.ts'
import type { TraceContext } from '@atelier/platform/tracing/traceContext.ts'
import { type Profile, toProfile } from '../data/profile.ts'
import { decideRole, type Role } from '../domain/roles.ts'
import type { Foundation } from './foundation.ts'

/** Who may do what in the whole house. */
export interface Roles {
  /** Gives somebody a role and ends their sessions, as their tokens tell the one before. */
  set(userId: string, role: Role, trace?: TraceContext): Promise<Result<Profile>>
  /** Promotes the accounts that the settings name. */
  promoteNamed(): Promise<void>
}

export function createRoles(foundation: Foundation): Roles {
  const { clock, transaction, users, sessions, profiles, events, revoked, adminKeys } = foundation

  async function set(userId: string, role: Role, trace?: TraceContext): Promise<Result<Profile>> {
    if (!isId(userId)) return notFound()
    const outcome = await transaction(async em => {
      const adminIds = await users.adminIds(em)
      const user = await users.find(em, userId)
      if (!user) return notFound()
      const decision = decideRole(user, role, adminIds)
      if (decision === 'lastAdmin') return lastAdmin()
      if (decision === 'keep') return ok({ profile: toProfile(user), ended: [] })
      const now = clock.now()
      Object.assign(user, { role, updatedAt: now })
      events.add(em, 'updated', user.id, trace)
      return ok({ profile: toProfile(user), ended: await sessions.endAll(em, { userId }, now) })
    })
    if (!outcome.ok) return outcome
    await revoked.revoke(outcome.value.ended)
    await profiles.forget(userId)
    return ok(outcome.value.profile)
  }

  return {
    set,
    async promoteNamed() {
      for (const userId of await users.idsToPromote([...adminKeys])) await set(userId, 'ADMIN')
    },
  }
}

const notFound = () => fail('USER_NOT_FOUND', ['userId'], 'There is no such user. Check the identifier.')

const lastAdmin = () => fail('LAST_ADMIN', ['role'], 'This is the only administrator. Make somebody else one before.')
