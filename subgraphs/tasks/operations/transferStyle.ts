import { checkInput } from '@atelier/platform/errors/invalidInput.ts'
import { ok, type Result } from '@atelier/platform/errors/result.ts'
import type { SignedIn } from '../access/caller.ts'
import type { Task } from '../data/task.ts'
import type { TasksDeps } from '../deps.ts'
import { fitSize } from '../domain/pictureSize.ts'
import { transferStyleInput } from '../domain/transferStyleInput.ts'
import { acceptTask, checkTaskLimit } from './acceptTask.ts'
import { buildNewTask } from './buildNewTask.ts'
import { findByIdempotencyKey } from './findByIdempotencyKey.ts'
import { requireEditableProject } from './requireEditableProject.ts'
import { sourcePictures } from './sourcePictures.ts'

/** Creates a style transfer task. */
export async function transferStyle(
  deps: TasksDeps,
  caller: SignedIn,
  input: { projectId: string; idempotencyKey?: string | null },
): Promise<Result<Task>> {
  const earlier = await findByIdempotencyKey(deps, caller, input.idempotencyKey)
  if (earlier) return ok(earlier)
  const project = await requireEditableProject(caller, input.projectId, ['input', 'projectId'])
  if (!project.ok) return project
  const checked = checkInput(transferStyleInput(deps.settings.models), input)
  if (!checked.ok) return checked
  const { projectId, priority, idempotencyKey, sourceUploadId, sourceArtifactId, styleUploadId, ...rest } =
    checked.value

  const room = await checkTaskLimit(deps, caller)
  if (!room.ok) return room
  const named = { projectId, sourceUploadId, sourceArtifactId, styleUploadId }
  const pictures = await sourcePictures(deps, caller, named)
  if (!pictures.ok) return pictures
  const { source, styleReference } = pictures.value

  const { strength, style, size, ...asked } = rest
  const request = {
    type: 'STYLE_TRANSFER',
    ...asked,
    style: style ?? 'default',
    ...(size ?? fitSize(source)),
    transfer: { source: source.image, styleReference: styleReference?.image ?? null, strength },
  } as const
  return acceptTask(deps, {
    ...buildNewTask(deps, caller, { projectId, priority, idempotencyKey }, request),
    inputIds: [source, styleReference].flatMap(picture => picture?.inputId ?? []),
  })
}
