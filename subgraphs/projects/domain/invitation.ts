import { fail, ok, type Result } from '@atelier/platform/errors/result.ts'
import type { ProjectRole } from './access.ts'
import type { JoiningRole } from './projectInput.ts'

/** How invitations are bounded. */
export interface InvitationLimits {
  /** Open ones that a project has at most. */
  perProject: number
  /** Open ones that a person is shown at most. */
  perPerson: number
  /** Those from one person to one other at most: open ones, and those declined within `waitMs`. */
  between: number
  /** How long after a decline a person can be asked again to join the same project. */
  waitMs: number
}

/** What is known when somebody shall be invited who is no member. */
export interface Inviting {
  role: JoiningRole
  /** The role of their open invitation; `null` without one. */
  openRole: ProjectRole | null
  /** When they last declined to join this project, within `waitMs`; `null` when they did not. */
  declinedAt: Date | null
  counts: { ofProject: number; ofPerson: number; between: number }
  limits: InvitationLimits
}

/** What becomes of the invitation. */
export type InvitationStep = 'new' | 'other role' | 'unchanged'

/** Whether somebody can be invited. An open invitation can always be given another role. */
export function decideInviting({ role, openRole, declinedAt, counts, limits }: Inviting): Result<InvitationStep> {
  if (openRole !== null) return ok(openRole === role ? 'unchanged' : 'other role')
  if (declinedAt) {
    const again = new Date(declinedAt.getTime() + limits.waitMs).toISOString()
    return refuse('INVITATION_DECLINED', `This person has declined. They can be invited again from ${again} on.`)
  }
  if (counts.ofProject >= limits.perProject) {
    return refuse(
      'TOO_MANY_INVITATIONS',
      `A project has at most ${limits.perProject} open invitations. Withdraw one first, or wait for answers.`,
    )
  }
  if (counts.between >= limits.between) {
    return refuse('TOO_MANY_INVITATIONS', 'You have invited this person often enough. Wait for their answers.')
  }
  if (counts.ofPerson >= limits.perPerson) {
    return refuse('TOO_MANY_INVITATIONS', 'This person has too many open invitations. Try again later.')
  }
  return ok('new')
}

const refuse = (code: string, message: string): Result<never> => fail(code, ['input', 'userId'], message)

/** What is said of an invitation that does not exist, or not for the caller. */
export const invitationNotFound = (): Result<never> =>
  fail('INVITATION_NOT_FOUND', ['projectId'], 'You have no open invitation to this project.')

/** Whether somebody who was invited can join. */
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

/** Whether somebody can block another one's invitations. */
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
