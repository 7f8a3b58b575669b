import type { Logger } from '@atelier/platform/log/logger.ts'
import type { ObjectStorage } from '@atelier/platform/storage/objectStorage.ts'
import type { ArtifactMade, GenerationTask } from '@atelier/schema/messages/generation.ts'
import { createEffects } from './effects.ts'
import { createGraph, type GraphDeps } from './graph.ts'
import { attemptPrefix, workingPrefix } from './objectKeys.ts'
import type { Reporter, Run } from './run.ts'
import type { State } from './state.ts'
import { failureOf, INTERNAL } from './taskFailedError.ts'

/** Runs tasks. */
export interface Workflow {
  /**
   * Runs a task from an earlier attempt's last checkpoint, or from the start.
   *
   * No work of the run is pending when this settles.
   * @returns the finished pictures in order.
   * @throws TaskFailedError on failure, and the signal's reason on abort; results so far are kept for a later attempt.
   */
  run(task: GenerationTask, options: RunOptions): Promise<ArtifactMade[]>
  /** Deletes working data of a finished task, and finished pictures of earlier attempts. */
  tidy(taskId: string, artifacts: readonly ArtifactMade[], attempt: number): Promise<void>
  /** Deletes all data of a task's attempts up to this one. */
  discard(taskId: string, attempt: number): Promise<void>
  /** Deletes data kept for a later attempt. */
  forget(taskId: string): Promise<void>
}

export interface RunOptions {
  signal: AbortSignal
  report: Reporter
  log: Logger
}

export function createWorkflow(deps: GraphDeps): Workflow {
  const graph = createGraph(deps)
  const { storage, checkpointer } = deps

  /** The checkpoint of an earlier attempt. */
  async function earlier(taskId: string) {
    const snapshot = await graph.getState(threadOf(taskId))
    const { artifacts, rendered = [] }: Partial<State> = snapshot.values
    return { artifacts, rendered, goesOn: snapshot.next.length > 0 }
  }

  async function forget(taskId: string): Promise<void> {
    await checkpointer.deleteThread(taskId)
    await storage.deleteAll(workingPrefix(taskId))
  }

  async function discard(taskId: string, attempt: number): Promise<void> {
    await forget(taskId)
    await removeAttempts(storage, taskId, attempt, [])
  }

  return {
    async run(task, { signal, report, log }) {
      const effects = createEffects()
      let resumed = true
      try {
        const left = await earlier(task.taskId)
        resumed = left.goesOn
        if (!left.goesOn && left.artifacts) return left.artifacts
        const done = new Set(left.rendered.map(({ index }) => index))
        const run: Run = { attempt: task.attempt, report, log, done, effects }
        const { artifacts } = await graph.invoke(left.goesOn ? null : { task }, {
          ...threadOf(task.taskId),
          context: { run },
          signal,
          durability: 'sync',
        })
        return artifacts
      } catch (error) {
        signal.throwIfAborted()
        const failure = failureOf(error)
        await effects.settled()
        // An unexpected error of a resumed run may come from its checkpoint, so the next attempt starts anew.
        if (!failure.retryable) await ifPossible(log, () => discard(task.taskId, task.attempt))
        else if (failure.code === INTERNAL && resumed) await ifPossible(log, () => forget(task.taskId))
        throw failure
      } finally {
        await effects.settled()
      }
    },

    async tidy(taskId, artifacts, attempt) {
      await forget(taskId)
      await removeAttempts(storage, taskId, attempt, artifacts)
    },

    discard,
    forget,
  }
}

/** For cleanup after a failure, which is reported whatever the cleanup does. */
async function ifPossible(log: Logger, clearUp: () => Promise<void>): Promise<void> {
  try {
    await clearUp()
  } catch (error) {
    log.warn({ err: error }, 'cleanup of a task failed')
  }
}

const threadOf = (taskId: string) => ({ configurable: { thread_id: taskId } })

/** Deletes finished pictures of attempts up to this one, except those of given artifacts. */
async function removeAttempts(
  storage: ObjectStorage,
  taskId: string,
  last: number,
  artifacts: readonly ArtifactMade[],
): Promise<void> {
  for (let attempt = 1; attempt <= last; attempt++) {
    const prefix = attemptPrefix(taskId, attempt)
    if (!artifacts.some(({ key }) => key.startsWith(prefix))) await storage.deleteAll(prefix)
  }
}
