import type { Result } from '@atelier/platform/errors/result.ts'
import type { TaskCaller } from '../access/caller.ts'
import type { Task } from '../data/task.ts'
import type { TasksDeps } from '../deps.ts'
import { fitSize } from '../domain/pictureSize.ts'
import { type TransferStyleRequest, transferStyleInput } from '../domain/transferStyleInput.ts'
import { acceptTask, checkTaskLimit } from '../steps/acceptTask.ts'
import { buildNewTask } from '../steps/buildNewTask.ts'
import { createTaskOnce } from '../steps/createTaskOnce.ts'
import { sourcePictures } from '../steps/sourcePictures.ts'

/** Creates a style transfer task. */
export async function transferStyle(
  deps: TasksDeps,
  caller: TaskCaller,
  input: { projectId: string; idempotencyKey?: string | null },
): Promise<Result<Task>> {
  return createTaskOnce(deps, caller, input, transferStyleInput(deps.settings.models), checked =>
    transfer(deps, caller, checked),
  )
}

async function transfer(deps: TasksDeps, caller: TaskCaller, checked: TransferStyleRequest): Promise<Result<Task>> {
  const { projectId, priority, idempotencyKey, sourceUploadId, sourceArtifactId, styleUploadId, ...rest } = checked

  const room = await checkTaskLimit(deps, caller)
  if (!room.ok) return room
  const named = { projectId, sourceUploadId, sourceArtifactId, styleUploadId }
  const pictures = await sourcePictures(deps, caller, named)
  if (!pictures.ok) return pictures
  const { source, styleReference } = pictures.value

  const { strength, style, size, ...fields } = rest
  const request = {
    type: 'STYLE_TRANSFER',
    ...fields,
    style: style ?? 'default',
    ...(size ?? fitSize(source)),
    transfer: { source: source.image, styleReference: styleReference?.image ?? null, strength },
  } as const
  return acceptTask(deps, {
    ...buildNewTask(deps, caller, { projectId, priority, idempotencyKey }, request),
    inputIds: [source, styleReference].flatMap(picture => picture?.inputId ?? []),
  })
}
