import { fail, ok, type Result } from '@atelier/platform/errors/result.ts'
import type { ProjectRole } from './access.ts'
import { type JoiningRole, joiningRole } from './projectInput.ts'

/** What is known when somebody shall join a project or get another role there. */
export interface Joining {
  ownerId: string
  userId: string
  role: ProjectRole
  /** The role that they have already; `null` for one who is no member. */
  roleSoFar: ProjectRole | null
  /** How many others are members or have an open invitation. */
  placesTaken: number
  maxMembers: number
}

/** The role to write; `null` when they have it already. */
export function decideJoining(joining: Joining): Result<JoiningRole | null> {
  const role = joiningRole.safeParse(joining.role)
  if (!role.success) return fail('INVALID_ROLE', ['input', 'role'], 'Give EDITOR or VIEWER: a project has one owner.')
  if (joining.userId === joining.ownerId) {
    return fail('INVALID_ROLE', ['input', 'role'], 'The owner stays the owner. Name another person.')
  }
  if (joining.roleSoFar === role.data) return ok(null)
  if (joining.roleSoFar === null && joining.placesTaken >= joining.maxMembers) {
    return fail(
      'TOO_MANY_MEMBERS',
      ['input', 'userId'],
      `A project has at most ${joining.maxMembers} members, those who are invited included. Remove one first.`,
    )
  }
  return ok(role.data)
}

/**
 * Whether somebody can be made a member of one more project without being asked.
 * @param known.isBlocked whether they have blocked who adds them.
 */
export function decideBeingAdded(known: { isBlocked: boolean; joinedCount: number; maxJoined: number }): Result<void> {
  if (known.isBlocked) {
    return fail('ADDING_REFUSED', ['input', 'userId'], 'This person does not want to be added by you. Ask them first.')
  }
  if (known.joinedCount >= known.maxJoined) {
    return fail('TOO_MANY_PROJECTS', ['input', 'userId'], 'This person is a member of too many projects already.')
  }
  return ok(undefined)
}

/** Whether somebody can own one more project. */
export function decideOwning(known: { ownedCount: number; maxOwned: number }): Result<void> {
  if (known.ownedCount >= known.maxOwned) {
    return fail('TOO_MANY_PROJECTS', null, `You can own at most ${known.maxOwned} projects. Delete one first.`)
  }
  return ok(undefined)
}

/** Whether somebody can be taken out of a project. */
export function decideLeaving(leaving: {
  ownerId: string
  userId: string
  roleSoFar: ProjectRole | null
}): Result<void> {
  if (leaving.userId === leaving.ownerId) {
    return fail('OWNER_CANNOT_LEAVE', ['input', 'userId'], 'The owner cannot leave. Delete the project instead.')
  }
  if (leaving.roleSoFar === null) {
    return fail('MEMBER_NOT_FOUND', ['input', 'userId'], 'This person is no member of the project.')
  }
  return ok(undefined)
}

/** The owner first, then those who came first. */
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
