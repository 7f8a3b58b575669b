import type { ObjectStorage } from '@atelier/platform/storage/objectStorage.ts'
import type { WorkerDeps } from '../deps.ts'
import { pictureFault } from './inspection/pictureFault.ts'
import { afterInspection } from './progress.ts'
import type { Slots } from './slots.ts'
import type { Node, State } from './state.ts'
import { TaskFailedError } from './taskFailedError.ts'

export interface InspectDeps extends Pick<WorkerDeps, 'storage'> {
  /** Maximum pictures decoded at once, over all tasks: each takes a thread that files need, too. */
  inspections: Slots
}

/** Renderings of a picture per attempt before it fails. */
const TRIES = 2

/**
 * Inspects every picture. A faulty or missing one is rendered once more.
 * @throws TaskFailedError when that did not help.
 */
export const inspect =
  ({ storage, inspections }: InspectDeps): Node =>
  async (state, run, signal) => {
    const faults: (string | undefined)[] = []
    for (const { index } of state.planned.pictures) {
      faults[index] = await inspections.run(signal, () => faultOf(state, index, storage))
    }
    const rejected = state.planned.pictures
      .filter(({ index }) => faults[index] !== undefined)
      .map(({ index }) => ({ index, tries: triesSoFar(state, index, run.attempt) }))
    for (const { index, tries } of rejected) {
      run.log.warn({ index, tries, fault: faults[index] }, 'image rejected')
      run.done.delete(index)
      if (tries < TRIES) continue
      throw new TaskFailedError('BAD_IMAGE', 'The model made a picture that cannot be used.', { retryable: true })
    }
    if (rejected.length === 0) run.report.progress(afterInspection())
    return { rejected }
  }

async function faultOf({ task, rendered }: State, index: number, storage: ObjectStorage): Promise<string | undefined> {
  const picture = rendered.find(one => one.index === index)
  const bytes = picture && (await storage.get(picture.key))
  if (!bytes) return 'The object does not exist.'
  return pictureFault(bytes, { width: task.width, height: task.height, mayBeBlank: task.transfer !== null })
}

/** Renderings of a picture in this attempt; those of earlier attempts do not count. */
function triesSoFar({ rendered }: State, index: number, attempt: number): number {
  const picture = rendered.find(one => one.index === index)
  return picture?.attempt === attempt ? picture.tries : 0
}
