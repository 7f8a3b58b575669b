import type { EntityManager } from '@atelier/platform/database/database.ts'
import { forbidden } from '@atelier/platform/errors/graphqlErrors.ts'
import { fail, ok, type Result } from '@atelier/platform/errors/result.ts'
import type { SignedInCaller } from '@atelier/platform/graphql/signedIn.ts'
import type { Project } from '../data/project.ts'
import type { ProjectsDeps } from '../deps.ts'
import { type Level, levelOf, reaches } from '../domain/access.ts'

/** A project that the caller can see, and how far they may go in it. */
export interface OpenedProject {
  project: Project
  level: Level
}

/**
 * The access check that opens each operation on a project: one that the caller cannot see does not exist for them.
 * @param wanted.field where the mutation's arguments name the project.
 * @param wanted.level how far the caller must be allowed to go.
 * @throws FORBIDDEN when the caller sees the project but may not go that far.
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
  demand(level, wanted.level)
  return ok({ project, level })
}

/** @throws FORBIDDEN when the caller may not go as far as is needed. */
export function demand(level: Level, needed: Level): void {
  if (!reaches(level, needed)) throw forbidden('Your role in this project does not allow this.')
}
