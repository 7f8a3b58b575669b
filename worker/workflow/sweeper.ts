import type { Logger } from '@atelier/platform/log/logger.ts'
import type { Clock } from '@atelier/platform/time/clock.ts'
import type { CheckpointRepository } from '../data/checkpointRepository.ts'
import type { KnownTaskRepository } from '../data/knownTaskRepository.ts'
import type { Workflow } from './workflow.ts'

/** Removes what tasks left that nobody will go on with. */
export interface Sweeper {
  start(): void
  /** Stops after the sweep in hand. */
  stop(): Promise<void>
}

export interface SweeperOptions {
  checkpoints: CheckpointRepository
  known: KnownTaskRepository
  workflow: Workflow
  /** Whether this worker is at a task, and so will itself remove what is left of it. */
  isUnderWay(taskId: string): boolean
  clock: Clock
  log: Logger
  /** Milliseconds for which checkpoints and what is known of tasks are kept. */
  keepMs: number
  everyMs: number
}

/** Milliseconds that another worker has for removing what is left of a task that was canceled under its hands. */
const OTHERS_MS = 60_000

export function createSweeper(options: SweeperOptions): Sweeper {
  const { checkpoints, known, workflow, isUnderWay, clock, log, keepMs, everyMs } = options
  const ago = (ms: number) => new Date(clock.now().getTime() - ms)
  let timer: NodeJS.Timeout | undefined
  let sweeping: Promise<void> | undefined

  async function sweep(othersMs: number): Promise<void> {
    await sweepCanceled(ago(othersMs))
    const before = ago(keepMs)
    for (const taskId of await checkpoints.threadsIdleSince(before)) await workflow.forget(taskId)
    await known.sweep(before)
  }

  /** Removes what is left of tasks canceled until then, where whoever had to remove it was killed or failed. */
  async function sweepCanceled(until: Date): Promise<void> {
    for (const { taskId, attempt } of await known.canceledWithCheckpoints(until)) {
      if (isUnderWay(taskId)) continue
      await workflow.discard(taskId, attempt).catch(error => {
        log.warn({ err: error, taskId }, 'cleanup of a canceled task failed')
      })
    }
  }

  /** One at a time. */
  function sweepNow(othersMs: number): void {
    sweeping ??= sweep(othersMs)
      .catch(error => log.error({ err: error }, 'sweep failed'))
      .finally(() => {
        sweeping = undefined
      })
  }

  return {
    start() {
      // Mostly the next start after a kill. It disturbs no other worker: one that is at such a task removes all anew.
      sweepNow(0)
      timer = setInterval(sweepNow, everyMs, OTHERS_MS)
    },
    async stop() {
      clearInterval(timer)
      await sweeping
    },
  }
}
