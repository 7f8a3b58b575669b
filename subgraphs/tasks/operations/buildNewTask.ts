import { newId } from '@atelier/platform/ids/ids.ts'
import type { SignedIn } from '../access/caller.ts'
import type { NewTask } from '../data/taskWriter.ts'
import type { TasksDeps } from '../deps.ts'
import type { GenerateDesignRequest } from '../domain/generateDesignInput.ts'
import { LIMITS } from '../domain/limits.ts'
import { rankOf } from '../domain/priority.ts'
import type { TransferStyleRequest } from '../domain/transferStyleInput.ts'

type Request = GenerateDesignRequest | TransferStyleRequest

/** What both kinds of task take from the request; a seed is chosen when none was given, so that it can be made again. */
export const buildNewTask = (
  { random, settings }: Pick<TasksDeps, 'random' | 'settings'>,
  caller: SignedIn,
  request: Request,
): Omit<NewTask, 'type' | 'style' | 'width' | 'height' | 'transfer'> => ({
  id: newId(),
  prompt: request.prompt,
  count: request.count,
  seed: request.seed ?? Math.floor(random() * (LIMITS.seed + 1)),
  options: request.options,
  requestedModel: request.model ?? null,
  embedPrompt: request.embedPrompt ?? null,
  priority: rankOf(request.priority),
  maxAttempts: settings.maxAttempts,
  projectId: request.projectId,
  requestedById: caller.viewer.id,
  retriedFromId: null,
  idempotencyKey: request.idempotencyKey ?? null,
  traceparent: caller.traceparent,
})
