import { ok, type Result } from '@atelier/platform/errors/result.ts'
import { newId } from '@atelier/platform/ids/ids.ts'
import { readStillPicture } from '@atelier/platform/image/readStillPicture.ts'
import type { StoredImage } from '@atelier/schema/messages/taskRequest.ts'
import { isOutput } from '../data/objectKeys.ts'
import type { Task } from '../data/task.ts'
import type { TasksDeps } from '../deps.ts'
import { type NewTask, sourceGone } from './acceptTask.ts'
import { keepInput } from './keepInput.ts'
import { asSource, type SourcePicture } from './sourcePictures.ts'

/** The requester of a retry. */
export interface Requester {
  requestedById: string
  traceparent: string | null
  signal: AbortSignal
}

/**
 * Builds a new task with the same request, seed and input pictures; another user's inputs are copied for the requester.
 */
export async function cloneForRetry(deps: TasksDeps, task: Task, requester: Requester): Promise<Result<NewTask>> {
  const { requestedById, traceparent } = requester
  const { transfer } = task.request
  const source = transfer ? await sharedImage(deps, task, transfer.source, requester) : ok(null)
  const reference = transfer?.styleReference
    ? await sharedImage(deps, task, transfer.styleReference, requester)
    : ok(null)
  if (!source.ok) return source
  if (!reference.ok) return reference
  const shared =
    transfer && source.value
      ? { ...transfer, source: source.value.image, styleReference: reference.value?.image ?? null }
      : null
  return ok({
    id: newId(),
    request: { ...task.request, transfer: shared },
    inputIds: [source.value, reference.value].flatMap(picture => picture?.inputId ?? []),
    priority: task.priority,
    projectId: task.projectId,
    maxAttempts: deps.settings.maxAttempts,
    retriedFromId: task.id,
    idempotencyKey: null,
    requestedById,
    traceparent,
  })
}

async function sharedImage(
  deps: TasksDeps,
  task: Task,
  image: StoredImage,
  { requestedById, signal }: Requester,
): Promise<Result<Pick<SourcePicture, 'image' | 'inputId'>>> {
  const isOwn = task.requestedById === requestedById
  const [input] = await deps.inputs.byKeys([image.key])
  if (input?.ownerId === requestedById) return ok(asSource(input))
  // An artifact of their own other task, which is deleted only with this task.
  if (isOutput(image.key) && isOwn && (await deps.storage.info(image.key))) return ok({ image, inputId: null })

  const until = new Date(deps.clock.now().getTime() + deps.settings.inputKeepMs)
  const kept = await deps.checks.run(requestedById, signal, async () => {
    const bytes = await deps.storage.get(image.key)
    const still = bytes && readStillPicture(bytes)
    return still && keepInput(deps, requestedById, still, { until, field: ['id'] })
  })
  if (!kept) return sourceGone()
  return kept.ok ? ok(asSource(kept.value)) : kept
}
