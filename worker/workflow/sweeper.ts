import { createPollLoop, type PollLoop } from '@atelier/platform/concurrency/pollLoop.ts'
import type { WorkerDeps } from '../deps.ts'
import type { Workflow } from './workflow.ts'

export interface SweeperOptions extends Pick<WorkerDeps, 'checkpoints' | 'claims' | 'clock' | 'log'> {
  workflow: Workflow
  /** Whether this worker is processing a task, and will clean it up itself. */
  isUnderWay(taskId: string): boolean
  /** Retention of checkpoints and claims, in milliseconds. */
  keepMs: number
  everyMs: number
}

/** Milliseconds that another worker has for cleaning up a task that was canceled while it was running. */
const OTHERS_MS = 60_000

/** Deletes what is left of abandoned and canceled tasks. */
export function createSweeper(options: SweeperOptions): PollLoop {
  const { checkpoints, claims, workflow, isUnderWay, clock, log, keepMs, everyMs } = options
  const ago = (ms: number) => new Date(clock.now().getTime() - ms)
  // Mostly the next start after a kill. It disturbs no other worker: one that is processing such a task deletes all
  // again.
  let othersMs = 0

  async function round(): Promise<boolean> {
    const canceledBefore = ago(othersMs)
    othersMs = OTHERS_MS
    await sweepCanceled(canceledBefore)
    const before = ago(keepMs)
    for (const taskId of await checkpoints.threadsIdleSince(before)) await workflow.forget(taskId)
    await claims.sweep(before)
    return false
  }

  /** Cleans up tasks canceled until then, where the responsible worker was killed or failed. */
  async function sweepCanceled(until: Date): Promise<void> {
    for (const { taskId, attempt } of await claims.canceledWithCheckpoints(until)) {
      if (isUnderWay(taskId)) continue
      await workflow.discard(taskId, attempt).catch(error => {
        log.warn({ err: error, taskId }, 'cleanup of a canceled task failed')
      })
    }
  }

  return createPollLoop({ name: 'sweep', pollMs: everyMs, log, round })
}
