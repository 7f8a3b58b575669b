import type { TasksDeps } from '../deps.ts'

const BATCH = 50

/** Milliseconds that a PUT may go on after its address has ended. */
const LATE_PUT_MS = 60_000

/** Removes uploads whose time has passed. @returns whether there may be more at once. */
export async function removeUploads({ uploads, clock, storage }: TasksDeps): Promise<boolean> {
  const due = await uploads.due(clock.now(), BATCH)
  for (const { key } of due) await storage.delete(key)
  if (due.length > 0) await uploads.remove(due.map(({ id }) => id))
  return due.length === BATCH
}

/**
 * Looks, when the addresses of uploads have ended, at what was put: an upload that never came is removed, so that it
 * counts no more, and what was put again after its first was used goes. @returns whether there may be more at once.
 */
export async function settleUploads({ uploads, clock, storage, settings }: TasksDeps): Promise<boolean> {
  const now = clock.now()
  const ended = new Date(now.getTime() - settings.uploadUrlMs - LATE_PUT_MS)
  const unsettled = await uploads.unsettled(ended, BATCH)
  const settled: string[] = []
  const absent: string[] = []
  for (const { id, key, checkedAt } of unsettled) {
    if (checkedAt) await storage.delete(key)
    const isThere = checkedAt !== null || (await storage.info(key)) !== undefined
    if (isThere) settled.push(id)
    else absent.push(id)
  }
  if (absent.length > 0) await uploads.remove(absent)
  await uploads.settle(settled, now)
  return unsettled.length === BATCH
}
