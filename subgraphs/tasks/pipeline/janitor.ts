import type { ObjectStorage } from '@atelier/platform/storage/objectStorage.ts'
import type { UploadRepository } from '../data/uploadRepository.ts'
import { outputsOf } from '../operations/objectKeys.ts'
import type { PipelineDeps } from './deps.ts'
import { createLoop, type Loop } from './loop.ts'

const BATCH = 50

/** Removes objects that nobody needs: what failed and canceled tasks left, and uploads whose time has passed. */
export interface Janitor extends Loop {
  /** Removes at once what a task left; what a worker writes until it hears of the end goes when a lease has passed. */
  sweep(taskId: string): void
}

export function createJanitor(deps: PipelineDeps & { storage: ObjectStorage; uploads: UploadRepository }): Janitor {
  const { storage, log } = deps
  const sweeping = new Set<Promise<void>>()
  const loop = createLoop({
    name: 'janitor',
    pollMs: deps.settings.sweepMs,
    log,
    round: async () => {
      const moreLeftovers = await removeLeftovers(deps)
      const moreUploads = await removeUploads(deps)
      return moreLeftovers || moreUploads
    },
  })
  return {
    ...loop,
    sweep(taskId) {
      const removal = storage
        .deleteAll(outputsOf(taskId))
        .catch(error => log.warn({ err: error, taskId }, 'objects of a task could not be removed yet'))
        .finally(() => sweeping.delete(removal))
      sweeping.add(removal)
    },
    async stop() {
      await loop.stop()
      await Promise.all(sweeping)
    },
  }
}

async function removeLeftovers({ queue, clock, storage }: PipelineDeps & { storage: ObjectStorage }): Promise<boolean> {
  const tasks = await queue.leftovers(clock.now(), BATCH)
  for (const { id } of tasks) await storage.deleteAll(outputsOf(id))
  if (tasks.length > 0) await queue.cleanedUp(tasks.map(({ id }) => id))
  return tasks.length === BATCH
}

async function removeUploads({
  uploads,
  clock,
  storage,
}: PipelineDeps & { storage: ObjectStorage; uploads: UploadRepository }): Promise<boolean> {
  const due = await uploads.due(clock.now(), BATCH)
  for (const { key } of due) await storage.delete(key)
  if (due.length > 0) await uploads.remove(due.map(({ id }) => id))
  return due.length === BATCH
}
