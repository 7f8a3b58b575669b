import type { PageArgs } from '@atelier/platform/graphql/connection.ts'
import type { TaskCaller } from '../access/caller.ts'
import { emptyConnection } from '../data/emptyConnection.ts'
import type { TaskConnection } from '../data/task.ts'
import type { TaskCriteria, TaskOrder } from '../data/taskRepository.ts'
import type { TasksDeps } from '../deps.ts'
import { checkedFilter } from '../domain/taskFilter.ts'

/** A page of a visible project's tasks or, without a project, of the caller's own. */
export async function searchTasks(
  { tasks }: Pick<TasksDeps, 'tasks'>,
  caller: TaskCaller,
  input: PageArgs & { filter?: Omit<TaskCriteria, 'requestedById'> | null; orderBy?: TaskOrder | null },
): Promise<TaskConnection> {
  const page = { first: input.first, after: input.after }
  const filter = checkedFilter(input.filter)
  const projectId = filter.projectId ?? null
  if (projectId !== null && !(await caller.canViewProject(projectId))) return emptyConnection(page)
  const scope = projectId === null ? { requestedById: caller.viewer.id } : { projectId }
  return tasks.page({ ...filter, ...scope }, input.orderBy ?? 'CREATED_AT_DESC', page)
}
