import { checkInput } from '@atelier/platform/errors/invalidInput.ts'
import { ok, type Result } from '@atelier/platform/errors/result.ts'
import type { SignedIn } from '../access/caller.ts'
import type { Task } from '../data/task.ts'
import type { TasksDeps } from '../deps.ts'
import { generateDesignInput } from '../domain/generateDesignInput.ts'
import { acceptTask } from './acceptTask.ts'
import { buildNewTask } from './buildNewTask.ts'
import { findByIdempotencyKey } from './findByIdempotencyKey.ts'
import { requireEditableProject } from './requireEditableProject.ts'

/** Creates an image generation task. */
export async function generateDesign(
  deps: TasksDeps,
  caller: SignedIn,
  input: { projectId: string; idempotencyKey?: string | null },
): Promise<Result<Task>> {
  const earlier = await findByIdempotencyKey(deps, caller, input.idempotencyKey)
  if (earlier) return ok(earlier)
  const project = await requireEditableProject(caller, input.projectId, ['input', 'projectId'])
  if (!project.ok) return project
  const checked = checkInput(generateDesignInput(deps.settings.models), input)
  if (!checked.ok) return checked
  const { projectId, priority, idempotencyKey, size, ...asked } = checked.value
  const request = { type: 'IMAGE_GENERATION', transfer: null, ...asked, ...size } as const
  return acceptTask(deps, buildNewTask(deps, caller, { projectId, priority, idempotencyKey }, request))
}
