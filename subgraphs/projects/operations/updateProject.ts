import { transaction } from '@atelier/platform/database/transaction.ts'
import { checkInput } from '@atelier/platform/errors/invalidInput.ts'
import { ok, type Result } from '@atelier/platform/errors/result.ts'
import type { SignedInCaller } from '@atelier/platform/graphql/signedIn.ts'
import type { Project } from '../data/project.ts'
import type { ProjectsDeps } from '../deps.ts'
import { changeOf } from '../domain/projectChange.ts'
import { projectEdit } from '../domain/projectInput.ts'
import { openProject, requireLevel } from '../steps/openProject.ts'

/** Updates a project's texts, tags or visibility; editors all but the last. */
export async function updateProject(
  deps: ProjectsDeps,
  caller: SignedInCaller,
  input: { id: string },
): Promise<Result<Project>> {
  const checked = checkInput(projectEdit, input)
  if (!checked.ok) return checked
  return transaction(deps.database, async em => {
    const opened = await openProject(deps, em, caller, { id: input.id, field: ['input', 'id'], level: 'edit' })
    if (!opened.ok) return opened
    const { project, level } = opened.value
    const change = changeOf(project, checked.value)
    if (change.visibility) requireLevel(level, 'manage')
    if (Object.keys(change).length === 0) return ok(project)
    await deps.projects.change(em, project, change, deps.clock.now())
    deps.events.add(em, project, { kind: 'updated' }, caller.trace)
    return ok(project)
  })
}
