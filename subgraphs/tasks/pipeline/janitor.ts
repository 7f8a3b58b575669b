import { createPollLoop, type PollLoop } from '@atelier/platform/concurrency/pollLoop.ts'
import { outputsOf } from '../data/objectKeys.ts'
import type { TasksDeps } from '../deps.ts'
import { releaseInputs } from './inputRelease.ts'
import { removeUploads, settleUploads } from './uploadRemoval.ts'

const BATCH = 50

/**
 * Deletes unneeded objects: leftovers of failed and canceled tasks, expired uploads, uploads without bytes, and unused
 * input pictures.
 */
export interface Janitor extends PollLoop {
  /**
   * Deletes a task's leftovers at once; objects that its worker writes until it learns of the end are deleted after one
   * more lease.
   */
  sweep(taskId: string): void
}

export function createJanitor(deps: TasksDeps): Janitor {
  const { storage, log } = deps
  const sweeping = new Set<Promise<void>>()
  const loop = createPollLoop({
    name: 'janitor',
    pollMs: deps.settings.sweepMs,
    log,
    round: async () => {
      let isMore = false
      for (const remove of [removeLeftovers, settleUploads, removeUploads, releaseInputs]) {
        if (await remove(deps)) isMore = true
      }
      return isMore
    },
  })
  return {
    ...loop,
    sweep(taskId) {
      const removal = storage
        .deleteAll(outputsOf(taskId))
        .catch(error => log.warn({ err: error, taskId }, 'task objects not removed, retrying later'))
        .finally(() => sweeping.delete(removal))
      sweeping.add(removal)
    },
    async stop() {
      await loop.stop()
      await Promise.all(sweeping)
    },
  }
}

async function removeLeftovers({ queue, clock, storage }: TasksDeps): Promise<boolean> {
  const tasks = await queue.leftovers(clock.now(), BATCH)
  for (const { id } of tasks) await storage.deleteAll(outputsOf(id))
  if (tasks.length > 0) await queue.cleanedUp(tasks.map(({ id }) => id))
  return tasks.length === BATCH
}
