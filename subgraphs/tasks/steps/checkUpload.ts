import { readStillPicture } from '@atelier/platform/image/readStillPicture.ts'
import type { StillPicture } from '@atelier/platform/image/stillPicture.ts'
import type { TaskCaller } from '../access/caller.ts'
import type { Upload } from '../data/upload.ts'
import type { TasksDeps } from '../deps.ts'
import { LIMITS, type PictureFault } from '../domain/limits.ts'
import { decodes } from '../inputs/decodes.ts'
import { keepInput } from './keepInput.ts'

/** A checked upload, or one without bytes yet. */
export type CheckedUpload = Upload | 'NOT_READY'

/**
 * Checks an upload once: stores its picture as an input, or the fault found. Queued round-robin by user, as checks take
 * time and memory.
 * @throws RATE_LIMITED above the limits of checks.
 */
export async function checkUpload(deps: TasksDeps, caller: TaskCaller, upload: Upload): Promise<CheckedUpload> {
  if (upload.checkedAt) return upload
  if (!(await deps.storage.info(upload.key))) return (await checkedMeanwhile(deps, upload)) ?? 'NOT_READY'
  return deps.checks.run(upload.ownerId, caller.signal, async () => {
    const known = await checkedMeanwhile(deps, upload)
    if (known) return known
    await deps.windows.count('picture-checks', upload.ownerId, deps.settings.pictureChecksPerWindow)
    const bytes = await deps.storage.get(upload.key)
    if (!bytes) return (await checkedMeanwhile(deps, upload)) ?? 'NOT_READY'
    const found = { checkedAt: deps.clock.now(), ...(await look(deps, upload, bytes)) }
    await deps.uploads.setChecked(upload.id, found)
    await deps.storage.delete(upload.key)
    return { ...upload, ...found }
  })
}

/** The upload when another request has checked it meanwhile. */
async function checkedMeanwhile({ uploads }: TasksDeps, { ownerId, id }: Upload): Promise<Upload | undefined> {
  const upload = await uploads.ofOwner(ownerId, id)
  return upload?.checkedAt ? upload : undefined
}

async function look(
  deps: TasksDeps,
  { ownerId, removeAt }: Upload,
  bytes: Uint8Array,
): Promise<Pick<Upload, 'fault' | 'inputId'>> {
  const still = readStillPicture(bytes)
  const fault = still ? sizeFault(still, deps.settings.pictureMemoryBytes) : 'NOT_AN_IMAGE'
  if (!still || fault) return { fault: fault ?? 'NOT_AN_IMAGE', inputId: null }
  if (!(await decodes(still))) return { fault: 'NOT_AN_IMAGE', inputId: null }
  const kept = await keepInput(deps, ownerId, still, { until: removeAt })
  if (!kept.ok) throw new Error('bytes that replace others were rejected')
  return { fault: null, inputId: kept.value.id }
}

/** The fault that is known from a picture's header, before it is decoded. */
function sizeFault({ width, height, decodingBytes }: StillPicture, memoryBytes: number): PictureFault | null {
  const isTooLarge = width > LIMITS.uploadSide || height > LIMITS.uploadSide || decodingBytes > memoryBytes
  return isTooLarge ? 'TOO_LARGE' : null
}
