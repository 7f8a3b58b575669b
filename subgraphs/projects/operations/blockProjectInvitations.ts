import type { EntityManager } from '@atelier/platform/database/database.ts'
import { transaction } from '@atelier/platform/database/transaction.ts'
import { fail, ok, type Result } from '@atelier/platform/errors/result.ts'
import { isId } from '@atelier/platform/ids/ids.ts'
import { decideBlocking } from '../domain/invitation.ts'
import type { Caller, OperationDeps } from './deps.ts'

/** Shows a person no more invitations of another one, who is not told. @returns the id of who is blocked. */
export const blockProjectInvitations =
  (deps: OperationDeps) =>
  async (caller: Caller, fromUserId: string): Promise<Result<string>> => {
    if (!isId(fromUserId)) return fail('USER_NOT_FOUND', ['fromUserId'], 'There is no account with this identifier.')
    return transaction(deps.database, async em => {
      await deps.people.lock(em, caller.viewer.id, deps.clock.now())
      return blockPerson(deps, em, caller.viewer.id, fromUserId)
    })
  }

/** Shows a person the invitations of another one again. @returns the id of who was blocked. */
export const unblockProjectInvitations =
  ({ database, blocks }: OperationDeps) =>
  async (caller: Caller, fromUserId: string): Promise<Result<string>> =>
    transaction(database, async em => {
      if (isId(fromUserId)) await blocks.remove(em, caller.viewer.id, fromUserId)
      return ok(fromUserId)
    })

/** The same in a transaction that has locked the person. */
export async function blockPerson(
  { blocks, clock, limits }: Pick<OperationDeps, 'blocks' | 'clock' | 'limits'>,
  em: EntityManager,
  userId: string,
  fromUserId: string,
): Promise<Result<string>> {
  if (await blocks.has(em, userId, fromUserId)) return ok(fromUserId)
  const blockCount = await blocks.count(em, userId)
  const decided = decideBlocking({ userId, fromUserId, blockCount, maxBlocks: limits.blocks })
  if (!decided.ok) return decided
  blocks.add(em, userId, fromUserId, clock.now())
  return ok(fromUserId)
}
