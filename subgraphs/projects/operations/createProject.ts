import { transaction } from '@atelier/platform/database/transaction.ts'
import { checkInput } from '@atelier/platform/errors/invalidInput.ts'
import { ok, type Result } from '@atelier/platform/errors/result.ts'
import type { SignedInCaller } from '@atelier/platform/graphql/signedIn.ts'
import { newId } from '@atelier/platform/ids/ids.ts'
import type { Project } from '../data/project.ts'
import type { ProjectsDeps } from '../deps.ts'
import { decideOwning } from '../domain/membership.ts'
import { newProject } from '../domain/projectInput.ts'

/** Creates a project owned by the caller. */
export async function createProject(
  { database, projects, people, events, clock, settings }: ProjectsDeps,
  caller: SignedInCaller,
  input: unknown,
): Promise<Result<Project>> {
  const checked = checkInput(newProject, input)
  if (!checked.ok) return checked
  const ownerId = caller.viewer.id
  return transaction(database, async em => {
    await people.lock(em, ownerId, clock.now())
    const ownedCount = await projects.ownedCount(em, ownerId)
    const allowed = decideOwning({ ownedCount, maxOwned: settings.limits.ownedProjects })
    if (!allowed.ok) return allowed
    const project = projects.add(em, {
      id: newId(),
      ownerId,
      now: clock.now(),
      ...checked.value,
    })
    events.add(em, project, { kind: 'created' }, caller.trace)
    return ok(project)
  })
}
