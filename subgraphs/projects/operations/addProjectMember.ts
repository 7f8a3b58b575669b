import type { EntityManager } from '@atelier/platform/database/openDatabase.ts'
import { transaction } from '@atelier/platform/database/transaction.ts'
import { fail, ok, type Result } from '@atelier/platform/errors/result.ts'
import { isId } from '@atelier/platform/ids/ids.ts'
import { formatTraceparent } from '@atelier/platform/tracing/traceContext.ts'
import type { Project } from '../data/project.ts'
import type { ProjectMember } from '../data/projectMember.ts'
import type { ProjectRole } from '../domain/access.ts'
import { decideJoining } from '../domain/membership.ts'
import type { JoiningRole } from '../domain/projectInput.ts'
import type { Caller, OperationDeps } from './deps.ts'
import { openProject } from './openProject.ts'

interface Input {
  projectId: string
  userId: string
  role: ProjectRole
}

interface Joining {
  project: Project
  member: ProjectMember | null
  /** `null` when they have the role already. */
  role: JoiningRole | null
}

/** Adds a person to a project or changes what they may do there. */
export function addProjectMember(deps: OperationDeps) {
  const { database, members, users, events, clock, maxMembers } = deps

  async function decide(em: EntityManager, caller: Caller, input: Input): Promise<Result<Joining>> {
    const { projectId, userId } = input
    const field = ['input', 'projectId']
    const opened = await openProject(deps, em, caller, { id: projectId, field, level: 'manage' })
    if (!opened.ok) return opened
    const { project } = opened.value
    const member = isId(userId) ? await members.one(em, project.id, userId) : null
    const decided = decideJoining({
      ...input,
      ownerId: project.ownerId,
      roleSoFar: member?.role ?? null,
      memberCount: await members.count(em, project.id),
      maxMembers,
    })
    return decided.ok ? ok({ project, member, role: decided.value }) : decided
  }

  return async (caller: Caller, input: Input): Promise<Result<Project>> => {
    // Decided once before the users service is asked, as a transaction must not wait for another service, and again
    // inside the transaction, as much may have happened in between.
    const foreseen = await decide(database.fork(), caller, input)
    if (!foreseen.ok) return foreseen
    const isKnown = foreseen.value.member !== null || (isId(input.userId) && (await users.exists(input.userId, caller)))
    if (!isKnown) return fail('USER_NOT_FOUND', ['input', 'userId'], 'There is no account with this identifier.')

    return transaction(database, async em => {
      const decided = await decide(em, caller, input)
      if (!decided.ok) return decided
      const { project, member, role } = decided.value
      if (role === null) return ok(project)
      const { userId } = input
      if (member) member.role = role
      else members.add(em, { projectId: project.id, userId, role, joinedAt: clock.now() })
      events.add(em, project, { kind: 'memberChanged', userId, role }, formatTraceparent(caller.trace))
      return ok(project)
    })
  }
}
