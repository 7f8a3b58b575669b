import { badUserInput } from '@atelier/platform/errors/graphqlErrors.ts'
import { isId } from '@atelier/platform/ids/ids.ts'
import { deferOrClose } from '@atelier/platform/service/closing.ts'
import type { Caller } from '../access/caller.ts'
import { fromTaskJson, type Task, type TaskJson } from '../data/task.ts'
import type { TasksDeps } from '../deps.ts'
import { isFinal } from '../domain/taskState.ts'
import { taskChannel } from './channels.ts'
import { closeWatch } from './closeWatch.ts'
import { createLatestStream, type LatestStream } from './latestStream.ts'
import { listen } from './listen.ts'
import { every } from './timers.ts'
import { watchRights } from './watchRights.ts'

/**
 * A task's current state, and each change with growing versions, until it is finished.
 *
 * Subscribes before it reads, so that no change is missed in between, and polls, so that a lost message only delays.
 * @param input.afterVersion skips states up to this version, unless the task has not reached it yet.
 * @throws BAD_USER_INPUT when the task does not exist or is not visible to the caller.
 */
export async function watchTask(
  deps: TasksDeps,
  caller: Caller,
  { id, afterVersion }: { id: string; afterVersion?: number | null },
): Promise<LatestStream<Task>> {
  const { tasks, settings, log } = deps
  if (!isId(id)) throw noSuchTask()
  let version = afterVersion ?? 0
  const opened = new AsyncDisposableStack()
  const stream = createLatestStream<Task>(() => closeWatch(opened, log))

  function take(task: Task): void {
    if (task.version > version) {
      version = task.version
      stream.offer(task.id, task)
    }
    if (isFinal(task.status)) stream.end()
  }

  async function reread(): Promise<void> {
    const task = await tasks.byId(id)
    if (task) take(task)
    else stream.end()
  }

  let watched: Task | null = null
  await listen<TaskJson>(deps, opened, taskChannel(id), json => take(fromTaskJson(json)))
  try {
    watched = await tasks.byId(id)
    if (!watched || !(await caller.canViewTask(watched))) throw noSuchTask()
    const seen = watched
    await watchRights(deps, opened, {
      projectId: seen.projectId,
      canView: () => caller.canViewTask(seen),
      end: async () => stream.return?.(),
    })
  } catch (error) {
    await stream.return?.()
    throw error
  }
  await deferOrClose(opened, every(settings.rereadMs, reread, log))
  // A version that the task never had is ignored.
  if (version > watched.version) version = 0
  take(watched)
  return stream
}

const noSuchTask = () => badUserInput('There is no such task.')
