import { fail } from '@atelier/platform/errors/result.ts'
import type { TasksDeps } from '../deps.ts'

type Deps = Pick<TasksDeps, 'uploads' | 'settings' | 'clock'>

/** Bytes left of a user's quota for uploads and inputs; negative above it. */
export async function bytesLeft({ uploads, settings, clock }: Deps, ownerId: string): Promise<number> {
  if (settings.maxStoredBytesPerUser === Infinity) return Number.POSITIVE_INFINITY
  const addressesSince = new Date(clock.now().getTime() - settings.uploadUrlMs)
  return settings.maxStoredBytesPerUser - (await uploads.storedBytesOf(ownerId, addressesSince))
}

export const quotaExceeded = ({ settings }: Pick<Deps, 'settings'>, field: string[] | null) =>
  fail(
    'QUOTA_EXCEEDED',
    field,
    `Your uploads and the pictures that your style transfers start from may take up ${settings.maxStoredBytesPerUser} bytes. ` +
      'Wait until uploads are removed, a day after they were made, or those of finished tasks some days later; or delete projects whose style transfers you do not need.',
  )
