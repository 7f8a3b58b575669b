import type { EntityManager } from '@atelier/platform/database/database.ts'
import { ok, type Result } from '@atelier/platform/errors/result.ts'
import type { ProjectsDeps } from '../deps.ts'
import { decideBlocking } from '../domain/invitation.ts'

/**
 * Blocks a user's invitations, in a transaction that has locked the caller's row. @returns the id of the blocked user.
 */
export async function blockPerson(
  { blocks, clock, settings }: Pick<ProjectsDeps, 'blocks' | 'clock' | 'settings'>,
  em: EntityManager,
  userId: string,
  fromUserId: string,
): Promise<Result<string>> {
  if (await blocks.has(em, userId, fromUserId)) return ok(fromUserId)
  const blockCount = await blocks.count(em, userId)
  const decided = decideBlocking({ userId, fromUserId, blockCount, maxBlocks: settings.limits.blocks })
  if (!decided.ok) return decided
  blocks.add(em, userId, fromUserId, clock.now())
  return ok(fromUserId)
}
