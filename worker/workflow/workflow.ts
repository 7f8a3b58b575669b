import type { Logger } from '@atelier/platform/log/logger.ts'
import type { ObjectStorage } from '@atelier/platform/storage/objectStorage.ts'
import type { ArtifactMade, GenerationTask } from '@atelier/schema/messages/generation.ts'
import { createEffects } from './effects.ts'
import { createGraph, type GraphDeps } from './graph.ts'
import { attemptPrefix, workingPrefix } from './objectKeys.ts'
import type { Reporter, Run } from './run.ts'
import type { State } from './state.ts'
import { failureOf, INTERNAL } from './taskFailedError.ts'

/** Does tasks. */
export interface Workflow {
  /**
   * Does a task from where an earlier attempt left it, or from the start.
   *
   * Nothing of the run is under way any more when this ends, whichever way it does.
   * @returns the finished pictures in order.
   * @throws TaskFailedError when it cannot be done, and the signal's reason when it was aborted; what was made so far is
   *   kept for a later attempt.
   */
  run(task: GenerationTask, options: RunOptions): Promise<ArtifactMade[]>
  /** Lets go of what is only of use while a task is not finished, and of what earlier attempts had finished. */
  tidy(taskId: string, artifacts: readonly ArtifactMade[], attempt: number): Promise<void>
  /** Removes every trace of a task's attempts up to this one. */
  discard(taskId: string, attempt: number): Promise<void>
  /** Lets go of what is kept for a later attempt. */
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

  /** What an earlier attempt left. */
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
        // An unforeseen fault of a resumed run may be in what it was resumed from, so the next attempt begins anew.
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

/** For after a failure, which is what must be told, whatever becomes of the clearing up. */
async function ifPossible(log: Logger, clearUp: () => Promise<void>): Promise<void> {
  try {
    await clearUp()
  } catch (error) {
    log.warn({ err: error }, 'cleanup of a task failed')
  }
}

const threadOf = (taskId: string) => ({ configurable: { thread_id: taskId } })

/** Removes what attempts up to this one have finished, but for those to which an artifact belongs. */
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
