import { transaction } from '@atelier/platform/database/transaction.ts'
import { ok, type Result } from '@atelier/platform/errors/result.ts'
import type { SignedInCaller } from '@atelier/platform/graphql/signedIn.ts'
import type { Project } from '../data/project.ts'
import type { ProjectsDeps } from '../deps.ts'
import { decideAccepting, invitationNotFound } from '../domain/invitation.ts'

/** Makes the caller a member of a project that they were invited to; no effect for a member. */
export async function acceptProjectInvitation(
  deps: ProjectsDeps,
  caller: SignedInCaller,
  { projectId }: { projectId: string },
): Promise<Result<Project>> {
  const { projects, members, invitations, people, events, clock } = deps
  const { limits } = deps.settings
  return transaction(deps.database, async em => {
    const userId = caller.viewer.id
    const now = clock.now()
    await people.lock(em, userId, now)
    const project = await projects.toChange(em, projectId)
    if (!project) return invitationNotFound()
    if (await members.one(em, project.id, userId)) return ok(project)
    const invitation = await invitations.shown(em, project.id, userId, now)
    if (!invitation) return invitationNotFound()
    const decided = decideAccepting({
      memberCount: await members.count(em, project.id),
      maxMembers: limits.members,
      joinedCount: await members.joinedCount(em, userId),
      maxJoined: limits.joinedProjects,
    })
    if (!decided.ok) return decided
    // It may have been declined meanwhile, as a decline does not lock the project.
    if (!(await invitations.remove(em, invitation))) return invitationNotFound()
    const { role } = invitation
    members.add(em, { projectId: project.id, userId, role, joinedAt: now })
    events.add(em, project, { kind: 'memberChanged', userId, role }, caller.trace)
    return ok(project)
  })
}
