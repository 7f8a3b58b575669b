import { isWellFormed } from '@atelier/platform/text/wellFormed.ts'
import type { SignedIn } from '../access/caller.ts'
import type { Task } from '../data/task.ts'
import type { TasksDeps } from '../deps.ts'
import { LIMITS } from '../domain/limits.ts'

/** The caller's own task of an earlier request with this idempotency key, whatever its other arguments. */
export async function findByIdempotencyKey(
  { tasks }: Pick<TasksDeps, 'tasks'>,
  caller: SignedIn,
  idempotencyKey: string | null | undefined,
): Promise<Task | null> {
  if (!idempotencyKey || idempotencyKey.length > 2 * LIMITS.idempotencyKeyCharacters) return null
  if (!isWellFormed(idempotencyKey)) return null
  return tasks.byIdempotencyKey(caller.viewer.id, idempotencyKey)
}
