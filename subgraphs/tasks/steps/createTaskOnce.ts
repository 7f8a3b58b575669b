import { checkInput } from '@atelier/platform/errors/invalidInput.ts'
import { ok, type Result } from '@atelier/platform/errors/result.ts'
import { isWellFormed } from '@atelier/platform/text/wellFormed.ts'
import type { z } from 'zod'
import type { TaskCaller } from '../access/caller.ts'
import type { Task } from '../data/task.ts'
import type { TasksDeps } from '../deps.ts'
import { LIMITS } from '../domain/limits.ts'
import { requireEditableProject } from './requireEditableProject.ts'

/**
 * Checks the caller's access and the input, then creates a task; with the idempotency key of an earlier request of the
 * caller, returns its task, whatever the other arguments.
 */
export async function createTaskOnce<Checked>(
  deps: TasksDeps,
  caller: TaskCaller,
  input: { projectId: string; idempotencyKey?: string | null },
  schema: z.ZodType<Checked>,
  create: (checked: Checked) => Promise<Result<Task>>,
): Promise<Result<Task>> {
  const earlier = await byIdempotencyKey(deps, caller, input.idempotencyKey)
  if (earlier) return ok(earlier)
  const project = await requireEditableProject(caller, input.projectId, ['input', 'projectId'])
  if (!project.ok) return project
  const checked = checkInput(schema, input)
  return checked.ok ? create(checked.value) : checked
}

async function byIdempotencyKey(
  { tasks }: Pick<TasksDeps, 'tasks'>,
  { viewer }: TaskCaller,
  key: string | null | undefined,
): Promise<Task | null> {
  if (!key || key.length > 2 * LIMITS.idempotencyKeyCharacters || !isWellFormed(key)) return null
  return tasks.byIdempotencyKey(viewer.id, key)
}
