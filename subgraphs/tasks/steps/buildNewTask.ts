import { newId } from '@atelier/platform/ids/ids.ts'
import { formatTraceparent } from '@atelier/platform/tracing/traceContext.ts'
import type { TaskRequest } from '@atelier/schema/messages/taskRequest.ts'
import type { TaskCaller } from '../access/caller.ts'
import type { TasksDeps } from '../deps.ts'
import { LIMITS } from '../domain/limits.ts'
import { rankOf } from '../domain/priority.ts'
import type { Placement } from '../domain/requestFields.ts'
import type { NewTask } from './acceptTask.ts'

/** The request, with or without a seed. */
type RequestedTask = Omit<TaskRequest, 'seed'> & { seed?: number | null | undefined }

/** Builds a new task of the caller; a seed is chosen when none is given, so that it can be repeated. */
export const buildNewTask = (
  { random, settings }: Pick<TasksDeps, 'random' | 'settings'>,
  caller: TaskCaller,
  { projectId, priority, idempotencyKey }: Placement,
  request: RequestedTask,
): NewTask => ({
  id: newId(),
  request: { ...request, seed: request.seed ?? Math.floor(random() * (LIMITS.seed + 1)) },
  inputIds: [],
  priority: rankOf(priority),
  maxAttempts: settings.maxAttempts,
  projectId,
  requestedById: caller.viewer.id,
  retriedFromId: null,
  idempotencyKey: idempotencyKey ?? null,
  traceparent: formatTraceparent(caller.trace),
})
