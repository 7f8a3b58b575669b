import { transaction } from '@atelier/platform/database/transaction.ts'
import type { TasksDeps } from '../deps.ts'
import { decideInputKeeping } from '../domain/inputKeeping.ts'

const BATCH = 50

/** Deletes unused input pictures. @returns whether more may be due. */
export async function releaseInputs(deps: TasksDeps): Promise<boolean> {
  const due = await deps.inputs.due(deps.clock.now(), BATCH)
  for (const id of due) {
    const key = await removeUnlessNeeded(deps, id)
    // After its row: an interruption in between leaves an orphaned object, which the sweeper removes.
    if (key !== undefined) await deps.storage.delete(key)
  }
  return due.length === BATCH
}

/** @returns the key of the object when its row was deleted. */
function removeUnlessNeeded({ database, inputs, clock, settings }: TasksDeps, id: string): Promise<string | undefined> {
  return transaction(database, async em => {
    const now = clock.now()
    const input = await inputs.lock(em, id)
    if (!input || input.keepUntil > now) return undefined
    const until = decideInputKeeping(await inputs.needs(em, id), { now, keepMs: settings.inputKeepMs })
    if (until) input.keepUntil = until
    else await inputs.remove(em, id)
    return until ? undefined : input.key
  })
}
