import { transaction } from '@atelier/platform/database/transaction.ts'
import { ok, type Result } from '@atelier/platform/errors/result.ts'
import { formatTraceparent } from '@atelier/platform/tracing/traceContext.ts'
import type { Project } from '../data/project.ts'
import type { Caller, OperationDeps } from './deps.ts'
import { openProject } from './openProject.ts'

/** Puts a project aside, or takes it into use again; nothing happens where it is so already. */
export const archiveProject =
  (deps: OperationDeps, kind: 'archived' | 'restored') =>
  async (caller: Caller, id: string): Promise<Result<Project>> =>
    transaction(deps.database, async em => {
      const opened = await openProject(deps, em, caller, { id, field: ['id'], level: 'manage' })
      if (!opened.ok) return opened
      const { project } = opened.value
      const toArchive = kind === 'archived'
      if (toArchive === (project.archivedAt !== null)) return ok(project)
      const now = deps.clock.now()
      await deps.projects.change(em, project, { archivedAt: toArchive ? now : null }, now)
      deps.events.add(em, project, { kind }, formatTraceparent(caller.trace))
      return ok(project)
    })
