import { checkInput } from '@atelier/platform/errors/invalidInput.ts'
import { ok, type Result } from '@atelier/platform/errors/result.ts'
import type { SignedIn } from '../access/caller.ts'
import type { Task } from '../data/task.ts'
import { fitSize } from '../domain/pictureSize.ts'
import { transferStyleInput } from '../domain/transferStyleInput.ts'
import { acceptTask, roomForTask } from './acceptTask.ts'
import type { OperationDeps } from './deps.ts'
import { earlierTask } from './earlierTask.ts'
import { editableProject } from './editableProject.ts'
import { newTaskOf } from './newTask.ts'
import { sourcePictures } from './sourcePictures.ts'

/** Asks for a picture to be restyled. */
export async function transferStyle(
  deps: OperationDeps,
  caller: SignedIn,
  input: { projectId: string; idempotencyKey?: string | null },
): Promise<Result<Task>> {
  const earlier = await earlierTask(deps, caller, input.idempotencyKey)
  if (earlier) return ok(earlier)
  const project = await editableProject(caller, input.projectId, ['input', 'projectId'])
  if (!project.ok) return project
  const checked = checkInput(transferStyleInput(deps.settings.models), input)
  if (!checked.ok) return checked
  const request = checked.value
  const room = await roomForTask(deps, caller)
  if (!room.ok) return room
  const pictures = await sourcePictures(deps, caller, request)
  if (!pictures.ok) return pictures

  const { source, styleReference } = pictures.value
  return acceptTask(deps, {
    ...newTaskOf(deps, caller, request),
    type: 'STYLE_TRANSFER',
    style: request.style ?? 'default',
    ...(request.size ?? fitSize(source)),
    transfer: { source: source.image, styleReference: styleReference?.image ?? null, strength: request.strength },
    inputIds: [source, styleReference].flatMap(picture => picture?.inputId ?? []),
  })
}
