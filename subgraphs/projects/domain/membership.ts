import { fail, ok, type Result } from '@atelier/platform/errors/result.ts'
import type { ProjectRole } from './access.ts'
import { type JoiningRole, joiningRole } from './projectInput.ts'

/** The context of adding a member or changing a role. */
export interface Joining {
  ownerId: string
  userId: string
  role: ProjectRole
  /** Their current role; `null` for a non-member. */
  roleSoFar: ProjectRole | null
  /** Number of other members and open invitations. */
  placesTaken: number
  maxMembers: number
}

/** Decides the role to write; `null` when they have it already. */
export function decideJoining(joining: Joining): Result<JoiningRole | null> {
  const role = joiningRole.safeParse(joining.role)
  if (!role.success) return fail('INVALID_ROLE', ['input', 'role'], 'Give EDITOR or VIEWER: a project has one owner.')
  if (joining.userId === joining.ownerId) {
    return fail('INVALID_ROLE', ['input', 'role'], 'The role of the owner cannot be changed. Give another user.')
  }
  if (joining.roleSoFar === role.data) return ok(null)
  if (joining.roleSoFar === null && joining.placesTaken >= joining.maxMembers) {
    return fail(
      'TOO_MANY_MEMBERS',
      ['input', 'userId'],
      `A project has at most ${joining.maxMembers} members, including invited users. Remove one first.`,
    )
  }
  return ok(role.data)
}

/**
 * Decides whether a user can be added to one more project without accepting.
 * @param known.isBlocked whether they have blocked the caller.
 */
export function decideBeingAdded(known: { isBlocked: boolean; joinedCount: number; maxJoined: number }): Result<void> {
  if (known.isBlocked) {
    return fail('ADDING_REFUSED', ['input', 'userId'], 'This user does not allow you to add them. Ask them first.')
  }
  if (known.joinedCount >= known.maxJoined) {
    return fail('TOO_MANY_PROJECTS', ['input', 'userId'], 'This user is already a member of too many projects.')
  }
  return ok(undefined)
}

/** Decides whether a user can own one more project. */
export function decideOwning(known: { ownedCount: number; maxOwned: number }): Result<void> {
  if (known.ownedCount >= known.maxOwned) {
    return fail('TOO_MANY_PROJECTS', null, `You can own at most ${known.maxOwned} projects. Delete one first.`)
  }
  return ok(undefined)
}

/** Decides whether a member can be removed from a project. */
export function decideLeaving(leaving: {
  ownerId: string
  userId: string
  roleSoFar: ProjectRole | null
}): Result<void> {
  if (leaving.userId === leaving.ownerId) {
    return fail('OWNER_CANNOT_LEAVE', ['input', 'userId'], 'The owner cannot leave. Delete the project instead.')
  }
  if (leaving.roleSoFar === null) {
    return fail('MEMBER_NOT_FOUND', ['input', 'userId'], 'This user is not a member of the project.')
  }
  return ok(undefined)
}

/** The owner first, then by time of joining. */
export function inOrder<Member extends { role: ProjectRole; joinedAt: Date; userId: string }>(
  members: readonly Member[],
): Member[] {
  return members.toSorted(
    (a, b) =>
      Number(b.role === 'OWNER') - Number(a.role === 'OWNER') ||
      a.joinedAt.getTime() - b.joinedAt.getTime() ||
      a.userId.localeCompare(b.userId),
  )
}
