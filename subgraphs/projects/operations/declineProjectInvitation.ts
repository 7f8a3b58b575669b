import { transaction } from '@atelier/platform/database/transaction.ts'
import { ok, type Result } from '@atelier/platform/errors/result.ts'
import type { SignedInCaller } from '@atelier/platform/graphql/signedIn.ts'
import { isId } from '@atelier/platform/ids/ids.ts'
import type { ProjectsDeps } from '../deps.ts'
import { invitationNotFound } from '../domain/invitation.ts'
import { blockPerson } from '../steps/blockPerson.ts'

/** Declines an invitation and optionally blocks the inviter. @returns the project's id. */
export async function declineProjectInvitation(
  deps: ProjectsDeps,
  caller: SignedInCaller,
  { projectId, block }: { projectId: string; block?: boolean | null },
): Promise<Result<string>> {
  const { invitations, people, clock } = deps
  const { limits } = deps.settings
  return transaction(deps.database, async em => {
    const userId = caller.viewer.id
    const now = clock.now()
    await people.lock(em, userId, now)
    const invitation = isId(projectId) ? await invitations.shown(em, projectId, userId, now) : null
    if (!invitation) return invitationNotFound()
    if (block) {
      const blocked = await blockPerson(deps, em, userId, invitation.invitedById)
      if (!blocked.ok) return blocked
    }
    if (!(await invitations.remove(em, invitation))) return invitationNotFound()
    await invitations.addDeclined(em, invitation, now, new Date(now.getTime() - limits.invitations.waitMs))
    return ok(projectId)
  })
}
