import { transaction } from '@atelier/platform/database/transaction.ts'
import { ok, type Result } from '@atelier/platform/errors/result.ts'
import type { SignedInCaller } from '@atelier/platform/graphql/signedIn.ts'
import type { Project } from '../data/project.ts'
import type { ProjectsDeps } from '../deps.ts'
import { openProject } from '../steps/openProject.ts'

/** Archives or restores a project; no effect when it is so already. */
export async function archiveProject(
  deps: ProjectsDeps,
  caller: SignedInCaller,
  { id, archived }: { id: string; archived: boolean },
): Promise<Result<Project>> {
  return transaction(deps.database, async em => {
    const opened = await openProject(deps, em, caller, { id, field: ['id'], level: 'manage' })
    if (!opened.ok) return opened
    const { project } = opened.value
    if (archived === (project.archivedAt !== null)) return ok(project)
    const now = deps.clock.now()
    await deps.projects.change(em, project, { archivedAt: archived ? now : null }, now)
    deps.events.add(em, project, { kind: archived ? 'archived' : 'restored' }, caller.trace)
    return ok(project)
  })
}
