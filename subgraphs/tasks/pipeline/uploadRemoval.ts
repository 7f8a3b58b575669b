import type { TasksDeps } from '../deps.ts'

const BATCH = 50

/** Milliseconds that a PUT may continue after its URL has expired. */
const LATE_PUT_MS = 60_000

/** Deletes expired uploads. @returns whether more may be due. */
export async function removeUploads({ uploads, clock, storage }: TasksDeps): Promise<boolean> {
  const due = await uploads.due(clock.now(), BATCH)
  for (const { key } of due) await storage.delete(key)
  if (due.length > 0) await uploads.remove(due.map(({ id }) => id))
  return due.length === BATCH
}

/**
 * Checks uploads after their URLs have expired: deletes those without bytes, which no longer count against limits, and
 * bytes put again after the first use. @returns whether more may be due.
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
