import { transaction } from '@atelier/platform/database/transaction.ts'
import { ok, type Result } from '@atelier/platform/errors/result.ts'
import type { SignedInCaller } from '@atelier/platform/graphql/signedIn.ts'
import { isId } from '@atelier/platform/ids/ids.ts'
import type { ProjectsDeps } from '../deps.ts'

/** Shows a person the invitations of another one again. @returns the id of who was blocked. */
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
