import type { Database } from '@atelier/platform/database/database.ts'
import { transaction } from '@atelier/platform/database/transaction.ts'
import { Artifact } from './artifact.ts'
import { DeadLetter } from './deadLetter.ts'
import type { InputRepository } from './inputRepository.ts'
import { Task } from './task.ts'
import { TaskTransition } from './taskTransition.ts'

/** Deletes tasks with all rows that belong to them. */
export async function removeTasks(
  { database, inputs, now }: { database: Database; inputs: InputRepository; now: Date },
  ids: readonly string[],
): Promise<void> {
  await transaction(database, async em => {
    await inputs.unlink(em, ids, now)
    await em.nativeDelete(Artifact, { taskId: { $in: ids } })
    await em.nativeDelete(TaskTransition, { taskId: { $in: ids } })
    await em.nativeDelete(DeadLetter, { taskId: { $in: ids } })
    await em.nativeUpdate(Task, { retriedFromId: { $in: ids } }, { retriedFromId: null })
    await em.nativeDelete(Task, { id: { $in: ids } })
  })
}
