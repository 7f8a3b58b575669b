import { checkInput } from '@atelier/platform/errors/invalidInput.ts'
import { fail, ok, type Result } from '@atelier/platform/errors/result.ts'
import { newId } from '@atelier/platform/ids/ids.ts'
import type { TaskCaller } from '../access/caller.ts'
import { uploadsOf } from '../data/objectKeys.ts'
import type { TasksDeps } from '../deps.ts'
import { createUploadInput } from '../domain/createUploadInput.ts'
import { bytesLeft, quotaExceeded } from '../steps/quota.ts'

/** The presigned request of an upload, with its expiry. */
export interface UploadPlace {
  id: string
  url: string
  headers: Record<string, string>
  expiresAt: Date
}

/**
 * Creates an upload with its presigned request.
 * @throws RATE_LIMITED above the limit of uploads.
 */
export async function createUpload(
  deps: TasksDeps,
  { viewer }: TaskCaller,
  input: unknown,
): Promise<Result<UploadPlace>> {
  const { uploads, storage, settings, clock, windows } = deps
  const checked = checkInput(createUploadInput, input)
  if (!checked.ok) return checked
  await windows.count('uploads', viewer.id, settings.uploadsPerWindow)
  if ((await uploads.countOf(viewer.id)) >= settings.maxUploads) {
    return fail('TOO_MANY_UPLOADS', null, 'Too many stored uploads. Try again tomorrow.')
  }
  const { contentType, bytes } = checked.value
  const field = ['input', 'bytes']
  if ((await bytesLeft(deps, viewer.id)) < bytes) return quotaExceeded(deps, field)
  const id = newId()
  const key = `${uploadsOf(viewer.id)}${id}`
  const now = clock.now()
  await uploads.add({
    id,
    ownerId: viewer.id,
    key,
    contentType,
    bytes,
    createdAt: now,
    removeAt: new Date(now.getTime() + settings.uploadKeepMs),
    checkedAt: null,
    fault: null,
    inputId: null,
    settledAt: null,
  })
  // Concurrent uploads may exceed the limit: each request that sees this deletes its own, before it returns a URL.
  if ((await bytesLeft(deps, viewer.id)) < 0) {
    await uploads.remove([id])
    return quotaExceeded(deps, field)
  }
  const { url, headers } = await storage.signPut(key, { expiresInMs: settings.uploadUrlMs, contentType, bytes })
  return ok({ id, url, headers, expiresAt: new Date(now.getTime() + settings.uploadUrlMs) })
}
