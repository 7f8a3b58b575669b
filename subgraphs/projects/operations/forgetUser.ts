import { transaction } from '@atelier/platform/database/transaction.ts'
import type { ProjectsDeps } from '../deps.ts'

/** How many projects one transaction deletes, so that a big account does not hold the database for long. */
const BATCH = 100

/**
 * Deletes the projects that somebody owned and takes them out of all others, in batches, and removes what they were
 * asked or asked others; safe to repeat.
 */
export async function forgetUser(deps: ProjectsDeps, userId: string, traceparent?: string): Promise<void> {
  while (await deleteOwned(deps, userId, traceparent));
  while (await leaveOthers(deps, userId, traceparent));
  await forgetInvitations(deps, userId)
}

/** @returns whether there may be more. */
const deleteOwned = ({ database, projects, events }: ProjectsDeps, userId: string, traceparent?: string) =>
  transaction(database, async em => {
    const ids = await projects.ownedBy(em, userId, BATCH)
    await projects.remove(em, ids)
    for (const id of ids) events.add(em, { id, ownerId: userId }, { kind: 'deleted' }, traceparent)
    return ids.length === BATCH
  })

const leaveOthers = ({ database, projects, members, events }: ProjectsDeps, userId: string, traceparent?: string) =>
  transaction(database, async em => {
    const ids = await members.projectIdsOf(em, userId, BATCH)
    await members.remove(em, userId, ids)
    for (const project of await projects.byIds(ids, em)) {
      events.add(em, project, { kind: 'memberChanged', userId, role: null }, traceparent)
    }
    return ids.length === BATCH
  })

const forgetInvitations = ({ database, invitations, blocks, people }: ProjectsDeps, userId: string) =>
  transaction(database, async em => {
    await invitations.forget(em, userId)
    await blocks.forget(em, userId)
    await people.remove(em, userId)
  })
