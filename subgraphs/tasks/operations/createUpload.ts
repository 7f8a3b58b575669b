import { checkInput } from '@atelier/platform/errors/invalidInput.ts'
import { fail, ok, type Result } from '@atelier/platform/errors/result.ts'
import { newId } from '@atelier/platform/ids/ids.ts'
import type { SignedIn } from '../access/caller.ts'
import { createUploadInput } from '../domain/createUploadInput.ts'
import type { OperationDeps } from './deps.ts'
import { uploadsOf } from './objectKeys.ts'

/** Where to put a picture, and until when. */
export interface UploadPlace {
  id: string
  url: string
  headers: Record<string, string>
  expiresAt: Date
}

/** Gives the caller a place to put a picture, and an id to use it by. */
export async function createUpload(
  { uploads, storage, settings, clock }: OperationDeps,
  { viewer }: SignedIn,
  input: unknown,
): Promise<Result<UploadPlace>> {
  const checked = checkInput(createUploadInput, input)
  if (!checked.ok) return checked
  if ((await uploads.countOf(viewer.id)) >= settings.maxUploads) {
    return fail('TOO_MANY_UPLOADS', null, 'You have uploaded too much of late. Try again tomorrow.')
  }
  const { contentType, bytes } = checked.value
  const id = newId()
  const key = `${uploadsOf(viewer.id)}${id}`
  const now = clock.now()
  const { url, headers } = await storage.signPut(key, { expiresInMs: settings.uploadUrlMs, contentType, bytes })
  await uploads.add({
    id,
    ownerId: viewer.id,
    key,
    contentType,
    bytes,
    createdAt: now,
    removeAt: new Date(now.getTime() + settings.uploadKeepMs),
  })
  return ok({ id, url, headers, expiresAt: new Date(now.getTime() + settings.uploadUrlMs) })
}
