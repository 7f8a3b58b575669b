import type { Logger } from '@atelier/platform/log/logger.ts'
import type { Clock } from '@atelier/platform/time/clock.ts'
import type { CheckpointRepository } from '../data/checkpointRepository.ts'
import type { EndedTaskRepository } from '../data/endedTaskRepository.ts'
import type { Workflow } from './workflow.ts'

/** Removes what tasks left that nobody will go on with. */
export interface Sweeper {
  start(): void
  sweep(): Promise<void>
  /** Stops after the sweep in hand. */
  stop(): Promise<void>
}

export interface SweeperOptions {
  checkpoints: CheckpointRepository
  ended: EndedTaskRepository
  workflow: Workflow
  clock: Clock
  log: Logger
  /** Milliseconds for which checkpoints and ended tasks are kept. */
  keepMs: number
  everyMs: number
}

export function createSweeper(options: SweeperOptions): Sweeper {
  const { checkpoints, ended, workflow, clock, log, keepMs, everyMs } = options
  let timer: NodeJS.Timeout | undefined
  let sweeping: Promise<void> = Promise.resolve()

  async function sweep(): Promise<void> {
    const before = new Date(clock.now().getTime() - keepMs)
    for (const taskId of await checkpoints.threadsIdleSince(before)) await workflow.forget(taskId)
    await ended.sweep(before)
  }

  function sweepNow(): void {
    sweeping = sweep().catch(error => log.error({ err: error }, 'sweep failed'))
  }

  return {
    start() {
      sweepNow()
      timer = setInterval(sweepNow, everyMs)
    },
    sweep,
    async stop() {
      clearInterval(timer)
      await sweeping
    },
  }
}
