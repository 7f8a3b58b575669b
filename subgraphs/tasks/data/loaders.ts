import type { Connection, PageArgs } from '@atelier/platform/graphql/connection.ts'
import { foreignCursor } from '@atelier/platform/graphql/cursors.ts'
import { loaderByGroup, loaderById } from '@atelier/platform/graphql/loader.ts'
import DataLoader from 'dataloader'
import type { TaskStatus } from '../domain/taskState.ts'
import type { Artifact } from './artifact.ts'
import type { ArtifactRepository } from './artifactRepository.ts'
import type { Task } from './task.ts'
import type { TaskCriteria, TaskParent, TaskRepository } from './taskRepository.ts'
import type { TaskTransition } from './taskTransition.ts'
import type { TimelineRepository } from './timelineRepository.ts'

/** The dataloaders of one operation. */
export interface Loaders {
  /** Tasks by id, without an access check. */
  task: DataLoader<string, Task | null>
  /** Artifacts by task id. */
  artifacts: DataLoader<string, Artifact[]>
  /** Timelines by task id. */
  timeline: DataLoader<string, TaskTransition[]>
  /** Queue position of a waiting task by id; `null` for others. */
  queuePosition: DataLoader<string, number | null>
  /** Task counts by status of a project. */
  statusCounts: DataLoader<string, ReadonlyMap<TaskStatus, number>>
  /** A page of the tasks of a project or a user. */
  tasksOf(parent: TaskParent, id: string, criteria: TaskCriteria, page: PageArgs): Promise<Connection<Task>>
}

/** @param remember whether results are cached; false where the loaders outlive one response. */
export function createLoaders(
  repositories: { tasks: TaskRepository; artifacts: ArtifactRepository; timelines: TimelineRepository },
  remember: boolean,
): Loaders {
  const { tasks, artifacts, timelines } = repositories
  const pages = new Map<string, DataLoader<string, Connection<Task>>>()

  /** One dataloader per list arguments, as a query can load many parents but not several lists. */
  function pagesOf(parent: TaskParent, criteria: TaskCriteria, page: PageArgs): DataLoader<string, Connection<Task>> {
    const list = JSON.stringify([parent, criteria, page.first, page.after])
    const known = pages.get(list)
    if (known) return known
    const loader = new DataLoader<string, Connection<Task>>(
      async ids => {
        const found = await tasks.pagesOf(parent, ids, criteria, page)
        return ids.map(id => found.get(id) ?? foreignCursor())
      },
      { cache: remember },
    )
    pages.set(list, loader)
    return loader
  }

  return {
    task: loaderById(remember, ids => tasks.byIds(ids)),
    artifacts: loaderByGroup(
      remember,
      artifact => artifact.taskId,
      ids => artifacts.ofTasks(ids),
    ),
    timeline: loaderByGroup(
      remember,
      transition => transition.taskId,
      ids => timelines.ofTasks(ids),
    ),
    queuePosition: new DataLoader(
      async ids => {
        const positions = new Map((await tasks.queuePositions(ids)).map(({ id, position }) => [id, position]))
        return ids.map(id => positions.get(id) ?? null)
      },
      { cache: remember },
    ),
    statusCounts: new DataLoader(
      async ids => {
        const rows = Map.groupBy(await tasks.statusCounts(ids), row => row.projectId)
        return ids.map(id => new Map(rows.get(id)?.map(({ status, count }) => [status, count])))
      },
      { cache: remember },
    ),
    tasksOf: (parent, id, criteria, page) => pagesOf(parent, criteria, page).load(id),
  }
}
