import { fail, failAll, ok, type Result } from '@atelier/platform/errors/result.ts'
import { isId } from '@atelier/platform/ids/ids.ts'
import type { SignedIn } from '../access/caller.ts'
import { showsArtifact } from '../data/shownArtifacts.ts'
import { LIMITS } from '../domain/limits.ts'
import type { TransferStyleRequest } from '../domain/transferStyleInput.ts'
import type { OperationDeps } from './deps.ts'
import { type Picture, readPicture } from './readPicture.ts'

/** What a style transfer starts from. */
export interface SourcePictures {
  source: Picture
  styleReference: Picture | null
}

/** Fetches and checks the pictures that a request names; all that is wrong with them at once. */
export async function sourcePictures(
  deps: OperationDeps,
  caller: SignedIn,
  request: TransferStyleRequest,
): Promise<Result<SourcePictures>> {
  const { sourceUploadId, sourceArtifactId, styleUploadId } = request
  const [source, reference] = await Promise.all([
    sourceUploadId != null
      ? uploadedPicture(deps, caller, sourceUploadId, 'sourceUploadId')
      : madePicture(deps, caller, sourceArtifactId ?? ''),
    styleUploadId != null ? uploadedPicture(deps, caller, styleUploadId, 'styleUploadId') : ok(null),
  ])
  if (source.ok && reference.ok) return ok({ source: source.value, styleReference: reference.value })
  return failAll([source, reference].flatMap(result => (result.ok ? [] : result.userErrors)))
}

async function uploadedPicture(
  { uploads, storage }: OperationDeps,
  { viewer }: SignedIn,
  id: string,
  name: string,
): Promise<Result<Picture>> {
  const field = ['input', name]
  const upload = isId(id) ? await uploads.ofOwner(viewer.id, id) : null
  if (!upload)
    return fail('UPLOAD_NOT_FOUND', field, 'There is no such upload of yours. It may have been too long ago.')
  const info = await storage.info(upload.key)
  const bytes = info && info.bytes <= LIMITS.uploadBytes ? await storage.get(upload.key) : undefined
  if (!bytes) return fail('UPLOAD_NOT_READY', field, 'Nothing was uploaded yet. PUT the picture to its address first.')
  return checked(await readPicture(bytes), field)
}

async function madePicture(
  { artifacts, tasks, storage }: OperationDeps,
  caller: SignedIn,
  id: string,
): Promise<Result<Picture>> {
  const field = ['input', 'sourceArtifactId']
  const artifact = isId(id) ? await artifacts.byId(id) : null
  const task = artifact && (await tasks.byId(artifact.taskId))
  const seen = task && showsArtifact(task, artifact) && (await caller.seesTask(task))
  const bytes = seen ? await storage.get(artifact.key) : undefined
  if (!bytes) return fail('ARTIFACT_NOT_FOUND', field, 'There is no such artifact.')
  return checked(await readPicture(bytes), field)
}

function checked(picture: Awaited<ReturnType<typeof readPicture>>, field: string[]): Result<Picture> {
  if (picture === 'NOT_AN_IMAGE') {
    return fail('UPLOAD_NOT_AN_IMAGE', field, 'What was uploaded is no PNG, JPEG or WebP picture, or a damaged one.')
  }
  if (picture === 'TOO_LARGE') {
    return fail('UPLOAD_TOO_LARGE', field, `Upload a picture of at most ${LIMITS.uploadSide} pixels on a side.`)
  }
  return ok(picture)
}
