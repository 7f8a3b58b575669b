import { createHash } from 'node:crypto'
import { transaction } from '@atelier/platform/database/transaction.ts'
import { ok, type Result } from '@atelier/platform/errors/result.ts'
import { newId } from '@atelier/platform/ids/ids.ts'
import { MEDIA_TYPES, type StillPicture, uprightSize } from '@atelier/platform/image/stillPicture.ts'
import { UniqueConstraintViolationException } from '@mikro-orm/core'
import type { Input } from '../data/input.ts'
import { inputsOf } from '../data/objectKeys.ts'
import type { TasksDeps } from '../deps.ts'
import { bytesLeft, quotaExceeded } from './quota.ts'

export type KeepingDeps = Pick<TasksDeps, 'database' | 'inputs' | 'uploads' | 'storage' | 'settings' | 'clock'>

/**
 * Stores an input picture for a user's tasks, or finds the equal one.
 * @param options.until when its first removal check is due.
 * @param options.field the input field for a quota error; absent when the bytes replace others of theirs.
 */
export async function keepInput(
  deps: KeepingDeps,
  ownerId: string,
  still: StillPicture,
  options: { until: Date; field?: string[] },
): Promise<Result<Input>> {
  const { inputs, storage, clock } = deps
  const { until, field } = options
  const sha256 = createHash('sha256').update(still.bytes).digest('base64url')
  const known = await heldInput(deps, ownerId, sha256, until)
  if (known) return ok(known)
  if (field && (await bytesLeft(deps, ownerId)) < still.bytes.length) return quotaExceeded(deps, field)

  const id = newId()
  const input = {
    id,
    ownerId,
    sha256,
    // A unique key, so that an object removed under it is never a later one.
    key: `${inputsOf(ownerId)}${id}.${still.format}`,
    contentType: MEDIA_TYPES[still.format],
    bytes: still.bytes.length,
    ...uprightSize(still),
    createdAt: clock.now(),
    keepUntil: until,
  }
  await storage.put(input.key, still.bytes, input)
  try {
    await inputs.add(input)
  } catch (error) {
    if (!(error instanceof UniqueConstraintViolationException)) throw error
    await storage.delete(input.key)
    const first = await heldInput(deps, ownerId, sha256, until)
    if (!first) throw error
    return ok(first)
  }
  // Concurrent requests may exceed the quota: each that sees this deletes its own.
  if (!field || (await bytesLeft(deps, ownerId)) >= 0) return ok(input)
  await transaction(deps.database, em => inputs.remove(em, id))
  await storage.delete(input.key)
  return quotaExceeded(deps, field)
}

async function heldInput({ database, inputs }: KeepingDeps, ownerId: string, sha256: string, until: Date) {
  const known = await inputs.bySha256(ownerId, sha256)
  return known && (await transaction(database, em => inputs.hold(em, [known.id], until))) ? known : null
}
