import { createPollLoop, type PollLoop } from '@atelier/platform/concurrency/pollLoop.ts'
import type { WorkerDeps } from '../deps.ts'
import type { Workflow } from './workflow.ts'

export interface SweeperOptions extends Pick<WorkerDeps, 'checkpoints' | 'claims' | 'clock' | 'log'> {
  workflow: Workflow
  /** Whether this worker is at a task, and so will itself remove what is left of it. */
  isUnderWay(taskId: string): boolean
  /** Milliseconds for which checkpoints and what is known of tasks are kept. */
  keepMs: number
  everyMs: number
}

/** Milliseconds that another worker has for removing what is left of a task that was canceled under its hands. */
const OTHERS_MS = 60_000

/** Removes what tasks left that nobody will go on with. */
export function createSweeper(options: SweeperOptions): PollLoop {
  const { checkpoints, claims, workflow, isUnderWay, clock, log, keepMs, everyMs } = options
  const ago = (ms: number) => new Date(clock.now().getTime() - ms)
  // Mostly the next start after a kill. It disturbs no other worker: one that is at such a task removes all anew.
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

  /** Removes what is left of tasks canceled until then, where whoever had to remove it was killed or failed. */
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
