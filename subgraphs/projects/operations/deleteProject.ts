import { transaction } from '@atelier/platform/database/transaction.ts'
import { ok, type Result } from '@atelier/platform/errors/result.ts'
import type { SignedInCaller } from '@atelier/platform/graphql/signedIn.ts'
import type { ProjectView } from '../data/projectView.ts'
import type { ProjectsDeps } from '../deps.ts'
import { openProject } from '../steps/openProject.ts'

/** Deletes a project. @returns its last state, with members. */
export async function deleteProject(
  deps: ProjectsDeps,
  caller: SignedInCaller,
  { id }: { id: string },
): Promise<Result<ProjectView>> {
  return transaction(deps.database, async em => {
    const opened = await openProject(deps, em, caller, { id, field: ['id'], level: 'manage' })
    if (!opened.ok) return opened
    const { project } = opened.value
    const members = await deps.members.ofProjects([project.id], em)
    await deps.projects.remove(em, [project.id])
    deps.events.add(em, project, { kind: 'deleted' }, caller.trace)
    return ok({ ...project, members })
  })
}
