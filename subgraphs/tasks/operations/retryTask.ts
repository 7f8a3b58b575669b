import { fail, type Result } from '@atelier/platform/errors/result.ts'
import { formatTraceparent } from '@atelier/platform/tracing/traceContext.ts'
import type { TaskCaller } from '../access/caller.ts'
import type { Task } from '../data/task.ts'
import type { TasksDeps } from '../deps.ts'
import { isFinal } from '../domain/taskState.ts'
import { acceptTask, checkTaskLimit } from '../steps/acceptTask.ts'
import { cloneForRetry } from '../steps/cloneForRetry.ts'
import { requireEditableProject } from '../steps/requireEditableProject.ts'
import { requireVisibleTask } from '../steps/requireTask.ts'

/** Creates a new task of the caller with the request of a finished one. */
export async function retryTask(deps: TasksDeps, caller: TaskCaller, { id }: { id: string }): Promise<Result<Task>> {
  const visible = await requireVisibleTask(deps, caller, id)
  if (!visible.ok) return visible
  const task = visible.value
  const project = await requireEditableProject(caller, task.projectId, ['id'])
  if (!project.ok) return project
  if (!isFinal(task.status)) return fail('TASK_NOT_FINISHED', ['id'], 'The task is not finished. Wait, or cancel it.')
  const room = await checkTaskLimit(deps, caller)
  if (!room.ok) return room
  const { viewer, trace, signal } = caller
  const traceparent = formatTraceparent(trace)
  const repeat = await cloneForRetry(deps, task, { requestedById: viewer.id, traceparent, signal })
  return repeat.ok ? acceptTask(deps, repeat.value) : repeat
}
