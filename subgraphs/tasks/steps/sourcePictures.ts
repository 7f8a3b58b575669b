import { fail, failAll, ok, type Result } from '@atelier/platform/errors/result.ts'
import { isId } from '@atelier/platform/ids/ids.ts'
import { readStillPicture } from '@atelier/platform/image/readStillPicture.ts'
import type { StoredImage } from '@atelier/schema/messages/taskRequest.ts'
import type { TaskCaller } from '../access/caller.ts'
import { type Artifact, isArtifactVisible } from '../data/artifact.ts'
import type { Input } from '../data/input.ts'
import type { Task } from '../data/task.ts'
import type { TasksDeps } from '../deps.ts'
import { LIMITS, type PictureFault } from '../domain/limits.ts'
import type { PictureSize } from '../domain/pictureSize.ts'
import type { TransferStyleRequest } from '../domain/transferStyleInput.ts'
import { checkUpload } from './checkUpload.ts'
import { keepInput } from './keepInput.ts'

/** An input picture of a style transfer. */
export interface SourcePicture extends PictureSize {
  image: StoredImage
  /** The stored input; `null` for an artifact, which stays with its own task. */
  inputId: string | null
}

/** The input pictures of a style transfer. */
export interface SourcePictures {
  source: SourcePicture
  styleReference: SourcePicture | null
}

/** Finds and validates the input pictures of a request; reports all faults at once. */
export async function sourcePictures(
  deps: TasksDeps,
  caller: TaskCaller,
  request: Pick<TransferStyleRequest, 'projectId' | 'sourceUploadId' | 'sourceArtifactId' | 'styleUploadId'>,
): Promise<Result<SourcePictures>> {
  const { sourceUploadId, sourceArtifactId, styleUploadId } = request
  const [source, reference] = await Promise.all([
    sourceUploadId != null
      ? uploadedPicture(deps, caller, sourceUploadId, 'sourceUploadId')
      : madePicture(deps, caller, request.projectId, sourceArtifactId ?? ''),
    styleUploadId != null ? uploadedPicture(deps, caller, styleUploadId, 'styleUploadId') : ok(null),
  ])
  if (source.ok && reference.ok) return ok({ source: source.value, styleReference: reference.value })
  return failAll([source, reference].flatMap(result => (result.ok ? [] : result.userErrors)))
}

/** A stored input as tasks refer to it. */
export const asSource = ({ id, key, contentType, width, height }: Input): SourcePicture => ({
  image: { key, contentType },
  inputId: id,
  width,
  height,
})

async function uploadedPicture(
  deps: TasksDeps,
  caller: TaskCaller,
  id: string,
  name: string,
): Promise<Result<SourcePicture>> {
  const field = ['input', name]
  const upload = isId(id) ? await deps.uploads.ofOwner(caller.viewer.id, id) : null
  const checked = upload && (await checkUpload(deps, caller, upload))
  if (checked === 'NOT_READY') {
    return fail('UPLOAD_NOT_READY', field, 'Nothing was uploaded yet. PUT the picture to its address first.')
  }
  if (checked?.fault) return unusable(checked.fault, field)
  const input = checked?.inputId ? await deps.inputs.byId(checked.inputId) : null
  if (input) return ok(asSource(input))
  return fail('UPLOAD_NOT_FOUND', field, 'There is no such upload of yours, or it has expired.')
}

async function madePicture(
  deps: TasksDeps,
  caller: TaskCaller,
  projectId: string,
  id: string,
): Promise<Result<SourcePicture>> {
  const { artifacts, tasks, storage } = deps
  const field = ['input', 'sourceArtifactId']
  const artifact = isId(id) ? await artifacts.byId(id) : null
  const task = artifact && (await tasks.byId(artifact.taskId))
  const seen = task && isArtifactVisible(task, artifact) && (await caller.canViewTask(task))
  if (seen && staysAsLong(task, caller, projectId) && (await storage.info(artifact.key))) {
    const { key, contentType, width, height } = artifact
    return ok({ image: { key, contentType }, inputId: null, width, height })
  }
  const kept = seen ? await keptCopy(deps, caller, artifact, field) : undefined
  return kept ?? fail('ARTIFACT_NOT_FOUND', field, 'There is no such artifact.')
}

/**
 * Whether a task's artifacts are deleted only together with the tasks that the caller makes from them in the project.
 */
const staysAsLong = (task: Task, { viewer }: TaskCaller, projectId: string) =>
  task.status === 'COMPLETED' && task.requestedById === viewer.id && task.projectId === projectId

/** @returns `undefined` without bytes, or when they are no picture. */
async function keptCopy(
  deps: TasksDeps,
  { viewer, signal }: TaskCaller,
  { key }: Pick<Artifact, 'key'>,
  field: string[],
): Promise<Result<SourcePicture> | undefined> {
  const until = new Date(deps.clock.now().getTime() + deps.settings.inputKeepMs)
  const kept = await deps.checks.run(viewer.id, signal, async () => {
    const bytes = await deps.storage.get(key)
    const still = bytes && readStillPicture(bytes)
    return still && keepInput(deps, viewer.id, still, { until, field })
  })
  return kept?.ok ? ok(asSource(kept.value)) : kept
}

function unusable(fault: PictureFault, field: string[]) {
  if (fault === 'NOT_AN_IMAGE') {
    return fail('UPLOAD_NOT_AN_IMAGE', field, 'What was uploaded is no PNG, JPEG or WebP picture, or a damaged one.')
  }
  return fail('UPLOAD_TOO_LARGE', field, `Upload a picture of at most ${LIMITS.uploadSide} pixels on a side.`)
}
