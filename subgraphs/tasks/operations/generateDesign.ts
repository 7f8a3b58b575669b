import type { Result } from '@atelier/platform/errors/result.ts'
import type { TaskCaller } from '../access/caller.ts'
import type { Task } from '../data/task.ts'
import type { TasksDeps } from '../deps.ts'
import { generateDesignInput } from '../domain/generateDesignInput.ts'
import { acceptTask } from '../steps/acceptTask.ts'
import { buildNewTask } from '../steps/buildNewTask.ts'
import { createTaskOnce } from '../steps/createTaskOnce.ts'

/** Creates an image generation task. */
export async function generateDesign(
  deps: TasksDeps,
  caller: TaskCaller,
  input: { projectId: string; idempotencyKey?: string | null },
): Promise<Result<Task>> {
  return createTaskOnce(deps, caller, input, generateDesignInput(deps.settings.models), checked => {
    const { projectId, priority, idempotencyKey, size, ...fields } = checked
    const request = { type: 'IMAGE_GENERATION', transfer: null, ...fields, ...size } as const
    return acceptTask(deps, buildNewTask(deps, caller, { projectId, priority, idempotencyKey }, request))
  })
}
