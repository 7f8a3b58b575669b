import type { TaskJson } from '../data/task.ts'
import type { TasksDeps } from '../deps.ts'
import { createDispatcher } from './dispatcher.ts'
import { createJanitor } from './janitor.ts'
import { createOrphanSweeper } from './orphanSweeper.ts'
import { createReaper, requeueAbandoned } from './reaper.ts'

/** The background work that moves tasks along. */
export interface Pipeline {
  /** @param singleInstance whether this is the only process on its database. */
  start(singleInstance: boolean): Promise<void>
  /** Called when tasks have changed, to look for work. */
  changed(tasks: readonly TaskJson[]): void
  stop(): Promise<void>
}

export function createPipeline(deps: TasksDeps): Pipeline {
  const dispatcher = createDispatcher(deps)
  const reaper = createReaper(deps)
  const janitor = createJanitor(deps)
  const sweeper = createOrphanSweeper(deps)
  return {
    async start(singleInstance) {
      if (singleInstance) await requeueAbandoned(deps)
      for (const loop of [dispatcher, reaper, janitor, sweeper]) loop.start()
    },
    changed(tasks) {
      // A waiting task was added, or a slot is free.
      if (tasks.some(({ status }) => status !== 'QUEUED' && status !== 'PROCESSING')) dispatcher.nudge()
      for (const { id, status } of tasks) {
        if (status === 'FAILED' || status === 'CANCELED') janitor.sweep(id)
      }
    },
    async stop() {
      await Promise.all([dispatcher, reaper, janitor, sweeper].map(loop => loop.stop()))
    },
  }
}
