import { transaction } from '@atelier/platform/database/transaction.ts'
import { ok, type Result } from '@atelier/platform/errors/result.ts'
import type { SignedInCaller } from '@atelier/platform/graphql/signedIn.ts'
import { isId } from '@atelier/platform/ids/ids.ts'
import type { ProjectsDeps } from '../deps.ts'

/** Unblocks invitations from a user. @returns the id of the unblocked user. */
export async function unblockProjectInvitations(
  { database, blocks }: ProjectsDeps,
  { viewer }: SignedInCaller,
  { fromUserId }: { fromUserId: string },
): Promise<Result<string>> {
  return transaction(database, async em => {
    if (isId(fromUserId)) await blocks.remove(em, viewer.id, fromUserId)
    return ok(fromUserId)
  })
}
