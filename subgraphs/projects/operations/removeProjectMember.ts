import { transaction } from '@atelier/platform/database/transaction.ts'
import { ok, type Result } from '@atelier/platform/errors/result.ts'
import type { SignedInCaller } from '@atelier/platform/graphql/signedIn.ts'
import { isId } from '@atelier/platform/ids/ids.ts'
import type { Project } from '../data/project.ts'
import type { ProjectsDeps } from '../deps.ts'
import { decideLeaving } from '../domain/membership.ts'
import { openProject } from '../steps/openProject.ts'

/** Removes a member, or withdraws an invitation; everyone may remove themselves. */
export async function removeProjectMember(
  deps: ProjectsDeps,
  caller: SignedInCaller,
  { projectId, userId }: { projectId: string; userId: string },
): Promise<Result<Project>> {
  return transaction(deps.database, async em => {
    const level = userId === caller.viewer.id ? 'look' : 'manage'
    const opened = await openProject(deps, em, caller, { id: projectId, field: ['input', 'projectId'], level })
    if (!opened.ok) return opened
    const { project } = opened.value
    const member = isId(userId) ? await deps.members.one(em, project.id, userId) : null
    const isOther = isId(userId) && userId !== caller.viewer.id
    const invitation = isOther ? await deps.invitations.open(em, project.id, userId, deps.clock.now()) : null
    if (!member && invitation && (await deps.invitations.remove(em, invitation))) return ok(project)
    const decided = decideLeaving({ ownerId: project.ownerId, userId, roleSoFar: member?.role ?? null })
    if (!decided.ok) return decided
    await deps.members.remove(em, userId, [project.id])
    deps.events.add(em, project, { kind: 'memberChanged', userId, role: null }, caller.trace)
    return ok(project)
  })
}
