import { badUserInput } from '@atelier/platform/errors/graphqlErrors.ts'
import { LastSeenVersions } from '@atelier/platform/ids/lastSeenVersions.ts'
import { deferOrClose } from '@atelier/platform/service/closing.ts'
import type { TaskCaller } from '../access/caller.ts'
import { fromTaskJson, type Task, type TaskJson } from '../data/task.ts'
import type { TaskParent } from '../data/taskRepository.ts'
import type { TasksDeps } from '../deps.ts'
import { projectTasksChannel, userTasksChannel } from './channels.ts'
import { closeWatch } from './closeWatch.ts'
import { createLatestStream, type LatestStream } from './latestStream.ts'
import { listen } from './listen.ts'
import { every } from './timers.ts'
import { watchRights } from './watchRights.ts'

/** Overlap of two polls, for transactions that commit late. */
const OVERLAP_MS = 5_000

/** Tasks with a remembered version, so that none goes backwards. */
const MAX_REMEMBERED = 10_000

/** Maximum rows per poll; the rest comes with the next one. */
const ROWS_AT_ONCE = 200

/**
 * Changes of a project's tasks or, without a project, of the caller's own; of each task with growing versions, and its
 * latest state where several are unread.
 * @throws BAD_USER_INPUT when the project does not exist or is not visible to the caller.
 */
export async function watchTasks(
  deps: TasksDeps,
  caller: TaskCaller,
  input: { projectId?: string | null },
): Promise<LatestStream<Task>> {
  const { tasks, clock, settings, log } = deps
  const projectId = input.projectId ?? null
  if (projectId !== null && !(await caller.canViewProject(projectId))) throw badUserInput('There is no such project.')
  const [parent, id, channel]: [TaskParent, string, string] =
    projectId === null
      ? ['requestedById', caller.viewer.id, userTasksChannel(caller.viewer.id)]
      : ['projectId', projectId, projectTasksChannel(projectId)]

  const versions = new LastSeenVersions(MAX_REMEMBERED)
  const opened = new AsyncDisposableStack()
  const stream = createLatestStream<Task>(() => closeWatch(opened, log))
  const take = (task: Task) => {
    if (versions.advance(task.id, task.version)) stream.offer(task.id, task)
  }

  const began = clock.now()
  let since = began
  async function reread(): Promise<void> {
    const changed = await tasks.changedSince(parent, id, since, ROWS_AT_ONCE)
    for (const task of changed) take(task)
    const latest = changed.at(-1)?.updatedAt ?? since
    const overlapped = new Date(latest.getTime() - OVERLAP_MS)
    since = changed.length === ROWS_AT_ONCE ? latest : overlapped > began ? overlapped : began
  }

  try {
    await listen<TaskJson>(deps, opened, channel, json => take(fromTaskJson(json)))
    if (projectId !== null) {
      await watchRights(deps, opened, {
        projectId,
        canView: () => caller.canViewProject(projectId),
        end: async () => stream.return?.(),
      })
    }
  } catch (error) {
    await stream.return?.()
    throw error
  }
  await deferOrClose(opened, every(settings.rereadMs, reread, log))
  return stream
}
