import { transaction } from '@atelier/platform/database/transaction.ts'
import type { TraceContext } from '@atelier/platform/tracing/traceContext.ts'
import type { ProjectsDeps } from '../deps.ts'

/** Projects deleted per transaction, so that a large account does not lock the database for long. */
const BATCH = 100

/** Deletes a user's projects, memberships and invitations, in batches; idempotent. */
export async function forgetUser(
  deps: ProjectsDeps,
  { userId, trace }: { userId: string; trace: TraceContext | undefined },
): Promise<void> {
  while (await deleteOwned(deps, userId, trace));
  while (await leaveOthers(deps, userId, trace));
  await forgetInvitations(deps, userId)
}

/** @returns whether more may be left. */
const deleteOwned = ({ database, projects, events }: ProjectsDeps, userId: string, trace?: TraceContext) =>
  transaction(database, async em => {
    const ids = await projects.ownedBy(em, userId, BATCH)
    await projects.remove(em, ids)
    for (const id of ids) events.add(em, { id, ownerId: userId }, { kind: 'deleted' }, trace)
    return ids.length === BATCH
  })

const leaveOthers = ({ database, projects, members, events }: ProjectsDeps, userId: string, trace?: TraceContext) =>
  transaction(database, async em => {
    const ids = await members.projectIdsOf(em, userId, BATCH)
    await members.remove(em, userId, ids)
    for (const project of await projects.byIds(ids, em)) {
      events.add(em, project, { kind: 'memberChanged', userId, role: null }, trace)
    }
    return ids.length === BATCH
  })

const forgetInvitations = ({ database, invitations, blocks, people }: ProjectsDeps, userId: string) =>
  transaction(database, async em => {
    await invitations.forget(em, userId)
    await blocks.forget(em, userId)
    await people.remove(em, userId)
  })
