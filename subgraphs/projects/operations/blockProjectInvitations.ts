import { transaction } from '@atelier/platform/database/transaction.ts'
import { fail, type Result } from '@atelier/platform/errors/result.ts'
import type { SignedInCaller } from '@atelier/platform/graphql/signedIn.ts'
import { isId } from '@atelier/platform/ids/ids.ts'
import type { ProjectsDeps } from '../deps.ts'
import { blockPerson } from '../steps/blockPerson.ts'

/** Blocks invitations from a user, without notifying them. @returns the id of the blocked user. */
export async function blockProjectInvitations(
  deps: ProjectsDeps,
  { viewer }: SignedInCaller,
  { fromUserId }: { fromUserId: string },
): Promise<Result<string>> {
  if (!isId(fromUserId)) return fail('USER_NOT_FOUND', ['fromUserId'], 'There is no account with this identifier.')
  return transaction(deps.database, async em => {
    await deps.people.lock(em, viewer.id, deps.clock.now())
    return blockPerson(deps, em, viewer.id, fromUserId)
  })
}
