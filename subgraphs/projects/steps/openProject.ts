import type { EntityManager } from '@atelier/platform/database/database.ts'
import { forbidden } from '@atelier/platform/errors/graphqlErrors.ts'
import { fail, ok, type Result } from '@atelier/platform/errors/result.ts'
import type { SignedInCaller } from '@atelier/platform/graphql/signedIn.ts'
import type { Project } from '../data/project.ts'
import type { ProjectsDeps } from '../deps.ts'
import { type Level, levelOf, reaches } from '../domain/access.ts'

/** A project visible to the caller, with the caller's access level. */
export interface OpenedProject {
  project: Project
  level: Level
}

/**
 * The access check of each operation on a project: a project that is not visible to the caller is not found.
 * @param wanted.field the argument path of the project's id.
 * @param wanted.level the required access level.
 * @throws FORBIDDEN when the project is visible, but the level is too low.
 */
export async function openProject(
  deps: Pick<ProjectsDeps, 'projects' | 'members'>,
  em: EntityManager,
  caller: SignedInCaller,
  wanted: { id: string; field: string[]; level: Level },
): Promise<Result<OpenedProject>> {
  const project = await deps.projects.toChange(em, wanted.id)
  const member = project && (await deps.members.one(em, project.id, caller.viewer.id))
  const level = project ? levelOf(caller.viewer, project, member?.role ?? null) : 'nothing'
  if (!project || level === 'nothing') {
    return fail('PROJECT_NOT_FOUND', wanted.field, 'There is no such project, or you cannot see it.')
  }
  requireLevel(level, wanted.level)
  return ok({ project, level })
}

/** @throws FORBIDDEN when the caller's level is too low. */
export function requireLevel(level: Level, needed: Level): void {
  if (!reaches(level, needed)) throw forbidden('Your role in this project does not allow this.')
}
