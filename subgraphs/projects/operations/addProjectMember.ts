import type { EntityManager } from '@atelier/platform/database/database.ts'
import { transaction } from '@atelier/platform/database/transaction.ts'
import { rateLimited } from '@atelier/platform/errors/graphqlErrors.ts'
import { fail, ok, type Result } from '@atelier/platform/errors/result.ts'
import type { SignedInCaller } from '@atelier/platform/graphql/signedIn.ts'
import { isId, newId } from '@atelier/platform/ids/ids.ts'
import type { Project } from '../data/project.ts'
import type { ProjectInvitation } from '../data/projectInvitation.ts'
import type { ProjectMember } from '../data/projectMember.ts'
import type { ProjectsDeps } from '../deps.ts'
import type { ProjectRole } from '../domain/access.ts'
import { decideInviting, type InvitationStep } from '../domain/invitation.ts'
import { decideBeingAdded, decideJoining } from '../domain/membership.ts'
import type { JoiningRole } from '../domain/projectInput.ts'
import { openProject } from '../steps/openProject.ts'

interface Input {
  projectId: string
  userId: string
  role: ProjectRole
}

/** A project after a member was added or invited. */
export interface Added {
  project: Project
  /** `null` when the user is a member. */
  invitation: ProjectInvitation | null
}

/** The rows to write. */
type Step =
  | { kind: 'nothing' }
  | { kind: 'change member'; member: ProjectMember; role: JoiningRole }
  | { kind: 'add member'; role: JoiningRole }
  | { kind: 'invite'; how: InvitationStep; role: JoiningRole }

interface Decided {
  project: Project
  /** The user's current open invitation. */
  invitation: ProjectInvitation | null
  step: Step
}

/** Invites a user to a project, or changes the role of a member or of an open invitation. */
export async function addProjectMember(
  deps: ProjectsDeps,
  caller: SignedInCaller,
  input: Input,
): Promise<Result<Added>> {
  const { userId } = input
  // Decided once before the request to the users service, which must not run within a transaction, and again inside the
  // transaction, as rows may have changed in between.
  const foreseen = await decide(deps, deps.database.fork(), caller, input)
  if (!foreseen.ok) return foreseen
  const { step, invitation } = foreseen.value
  const isNew = step.kind === 'add member' || (step.kind === 'invite' && step.how === 'new')
  const isKnown = !isNew || invitation !== null || (isId(userId) && (await deps.users.exists(userId, caller)))
  if (!isKnown) return fail('USER_NOT_FOUND', ['input', 'userId'], 'There is no account with this identifier.')
  if (step.kind === 'invite' && step.how === 'new') await limitInvitations(deps, caller.viewer.id)

  return transaction(deps.database, async em => {
    await deps.people.lock(em, userId, deps.clock.now())
    const decided = await decide(deps, em, caller, input)
    return decided.ok ? ok(await write(deps, em, caller, userId, decided.value)) : decided
  })
}

async function decide(
  deps: ProjectsDeps,
  em: EntityManager,
  caller: SignedInCaller,
  input: Input,
): Promise<Result<Decided>> {
  const { members, invitations, blocks, clock } = deps
  const { limits } = deps.settings
  const { projectId, userId } = input
  const field = ['input', 'projectId']
  const opened = await openProject(deps, em, caller, { id: projectId, field, level: 'manage' })
  if (!opened.ok) return opened
  const { project } = opened.value
  const now = clock.now()
  const member = isId(userId) ? await members.one(em, project.id, userId) : null
  const invitation = isId(userId) ? await invitations.open(em, project.id, userId, now) : null
  const declinedSince = new Date(now.getTime() - limits.invitations.waitMs)
  const counts = await invitations.counts(em, {
    projectId: project.id,
    userId,
    invitedById: caller.viewer.id,
    now,
    declinedSince,
  })
  const joining = decideJoining({
    ...input,
    ownerId: project.ownerId,
    roleSoFar: member?.role ?? null,
    placesTaken: (await members.count(em, project.id)) + counts.ofProject,
    maxMembers: limits.members,
  })
  if (!joining.ok) return joining
  const role = joining.value
  const decided = (step: Step) => ok({ project, invitation, step })
  if (role === null) return decided({ kind: 'nothing' })
  if (member) return decided({ kind: 'change member', member, role })

  if (!limits.membersAreInvited || userId === caller.viewer.id) {
    const joinedCount = await members.joinedCount(em, userId)
    const isBlocked = await blocks.has(em, userId, caller.viewer.id)
    const allowed = decideBeingAdded({ isBlocked, joinedCount, maxJoined: limits.joinedProjects })
    return allowed.ok ? decided({ kind: 'add member', role }) : allowed
  }
  const inviting = decideInviting({
    role,
    openRole: invitation?.role ?? null,
    declinedAt: await invitations.declinedAt(em, project.id, userId, declinedSince),
    counts,
    limits: limits.invitations,
  })
  return inviting.ok ? decided({ kind: 'invite', how: inviting.value, role }) : inviting
}

async function write(
  { members, invitations, events, clock, settings }: ProjectsDeps,
  em: EntityManager,
  caller: SignedInCaller,
  userId: string,
  decided: Decided,
): Promise<Added> {
  const { project, invitation, step } = decided
  const publish = (role: ProjectRole) => events.add(em, project, { kind: 'memberChanged', userId, role }, caller.trace)
  const now = clock.now()
  switch (step.kind) {
    case 'nothing':
      return { project, invitation: null }
    case 'change member':
      step.member.role = step.role
      publish(step.role)
      return { project, invitation: null }
    case 'add member':
      if (invitation) await invitations.remove(em, invitation)
      members.add(em, { projectId: project.id, userId, role: step.role, joinedAt: now })
      publish(step.role)
      return { project, invitation: null }
    case 'invite': {
      if (invitation) {
        invitation.role = step.role
        return { project, invitation }
      }
      const added = await invitations.add(em, {
        id: newId(),
        projectId: project.id,
        userId,
        role: step.role,
        invitedById: caller.viewer.id,
        createdAt: now,
        expiresAt: new Date(now.getTime() + settings.limits.invitationMs),
      })
      return { project, invitation: added }
    }
  }
}

/** Counts an invitation sent by a user. @throws RATE_LIMITED above the limit of the window. */
async function limitInvitations(
  { counters, settings }: Pick<ProjectsDeps, 'counters' | 'settings'>,
  inviterId: string,
): Promise<void> {
  const { max, windowMs } = settings.invitationRate
  if (max === Infinity) return
  const { value, resetsInMs } = await counters.increment(`projects:invitations:${inviterId}`, { ttlMs: windowMs })
  if (value > max) {
    const retryAfter = Math.max(1, Math.ceil(resetsInMs / 1000))
    throw rateLimited(retryAfter, `You have sent too many invitations. Try again in ${retryAfter} s.`)
  }
}
