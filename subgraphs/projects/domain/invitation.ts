import { fail, ok, type Result } from '@atelier/platform/errors/result.ts'
import type { ProjectRole } from './access.ts'
import type { JoiningRole } from './projectInput.ts'

/** Limits of invitations. */
export interface InvitationLimits {
  /** Maximum open invitations of a project. */
  perProject: number
  /** Maximum open invitations shown to a user. */
  perPerson: number
  /** Maximum invitations from one user to another: open ones, and those declined within `waitMs`. */
  between: number
  /** Milliseconds after a decline before the user can be invited to the same project again. */
  waitMs: number
}

/** The context of inviting a user who is no member. */
export interface Inviting {
  role: JoiningRole
  /** The role of their open invitation; `null` without one. */
  openRole: ProjectRole | null
  /** When they last declined an invitation to this project within `waitMs`; `null` when they did not. */
  declinedAt: Date | null
  counts: { ofProject: number; ofPerson: number; between: number }
  limits: InvitationLimits
}

/** The change to an invitation. */
export type InvitationStep = 'new' | 'other role' | 'unchanged'

/** Decides whether a user can be invited. The role of an open invitation can always change. */
export function decideInviting({ role, openRole, declinedAt, counts, limits }: Inviting): Result<InvitationStep> {
  if (openRole !== null) return ok(openRole === role ? 'unchanged' : 'other role')
  if (declinedAt) {
    const again = new Date(declinedAt.getTime() + limits.waitMs).toISOString()
    return reject('INVITATION_DECLINED', `This person has declined. They can be invited again from ${again} on.`)
  }
  if (counts.ofProject >= limits.perProject) {
    return reject(
      'TOO_MANY_INVITATIONS',
      `A project has at most ${limits.perProject} open invitations. Withdraw one first, or wait for answers.`,
    )
  }
  if (counts.between >= limits.between) {
    return reject('TOO_MANY_INVITATIONS', 'You have invited this person often enough. Wait for their answers.')
  }
  if (counts.ofPerson >= limits.perPerson) {
    return reject('TOO_MANY_INVITATIONS', 'This person has too many open invitations. Try again later.')
  }
  return ok('new')
}

const reject = (code: string, message: string): Result<never> => fail(code, ['input', 'userId'], message)

/** The error for an invitation that does not exist or is not the caller's. */
export const invitationNotFound = (): Result<never> =>
  fail('INVITATION_NOT_FOUND', ['projectId'], 'You have no open invitation to this project.')

/** Decides whether an invited user can join. */
export function decideAccepting(known: {
  memberCount: number
  maxMembers: number
  joinedCount: number
  maxJoined: number
}): Result<void> {
  if (known.memberCount >= known.maxMembers) {
    return fail('TOO_MANY_MEMBERS', ['projectId'], 'The project is full. Ask its owner to make room.')
  }
  if (known.joinedCount >= known.maxJoined) {
    return fail(
      'TOO_MANY_PROJECTS',
      ['projectId'],
      `You can be a member of at most ${known.maxJoined} projects of others. Leave one first.`,
    )
  }
  return ok(undefined)
}

/** Decides whether a user can block another one's invitations. */
export function decideBlocking(known: {
  userId: string
  fromUserId: string
  blockCount: number
  maxBlocks: number
}): Result<void> {
  const field = ['fromUserId']
  if (known.userId === known.fromUserId) return fail('CANNOT_BLOCK_SELF', field, 'Name another person.')
  if (known.blockCount >= known.maxBlocks) {
    return fail('TOO_MANY_BLOCKS', field, `You can block at most ${known.maxBlocks} people. Unblock one first.`)
  }
  return ok(undefined)
}
