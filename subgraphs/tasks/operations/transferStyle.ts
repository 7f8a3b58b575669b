import { checkInput } from '@atelier/platform/errors/invalidInput.ts'
import { ok, type Result } from '@atelier/platform/errors/result.ts'
import type { SignedIn } from '../access/caller.ts'
import type { StoredImage, Task } from '../data/task.ts'
import { fitSize } from '../domain/pictureSize.ts'
import { transferStyleInput } from '../domain/transferStyleInput.ts'
import { acceptTask } from './acceptTask.ts'
import type { OperationDeps } from './deps.ts'
import { earlierTask } from './earlierTask.ts'
import { editableProject } from './editableProject.ts'
import { newTaskOf } from './newTask.ts'
import { inputsOf } from './objectKeys.ts'
import type { Picture } from './readPicture.ts'
import { sourcePictures } from './sourcePictures.ts'

/** Asks for a picture to be restyled; the task gets copies of its own of what it starts from. */
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
  const pictures = await sourcePictures(deps, caller, request)
  if (!pictures.ok) return pictures

  const task = newTaskOf(deps, caller, request)
  const { source, styleReference } = pictures.value
  const keep = async (picture: Picture, name: string): Promise<StoredImage> => {
    const image = { key: `${inputsOf(task.id)}${name}.png`, contentType: 'image/png' }
    await deps.storage.put(image.key, picture.png, image)
    return image
  }
  const transfer = {
    source: await keep(source, 'source'),
    styleReference: styleReference && (await keep(styleReference, 'style')),
    strength: request.strength,
  }
  return acceptTask(deps, {
    ...task,
    type: 'STYLE_TRANSFER',
    style: request.style ?? 'default',
    ...(request.size ?? fitSize(source)),
    transfer,
  })
}
