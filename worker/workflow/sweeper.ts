import type { Logger } from '@atelier/platform/log/logger.ts'
import type { Clock } from '@atelier/platform/time/clock.ts'
import type { CheckpointRepository } from '../data/checkpointRepository.ts'
import type { KnownTaskRepository } from '../data/knownTaskRepository.ts'
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
  known: KnownTaskRepository
  workflow: Workflow
  clock: Clock
  log: Logger
  /** Milliseconds for which checkpoints and what is known of tasks are kept. */
  keepMs: number
  everyMs: number
}

export function createSweeper(options: SweeperOptions): Sweeper {
  const { checkpoints, known, workflow, clock, log, keepMs, everyMs } = options
  let timer: NodeJS.Timeout | undefined
  let sweeping: Promise<void> = Promise.resolve()

  async function sweep(): Promise<void> {
    const before = new Date(clock.now().getTime() - keepMs)
    for (const taskId of await checkpoints.threadsIdleSince(before)) await workflow.forget(taskId)
    await known.sweep(before)
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
