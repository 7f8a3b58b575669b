import { isId } from '@atelier/platform/ids/ids.ts'
import { emptyConnection } from '../data/emptyConnection.ts'
import { checkedFilter } from '../domain/taskFilter.ts'
import type { ProjectResolvers } from './types.generated.ts'

export const Project: ProjectResolvers = {
  __resolveReference: async ({ id }) => (isId(id) ? { id } : null),
  // A project can be reached by a task of one's own in a project that one may not see any more.
  tasks: async ({ id }, { first, after, filter }, { caller, loaders }) => {
    const page = { first, after }
    const isOther = filter?.projectId != null && filter.projectId !== id
    if (isOther || !(await caller.seesProject(id))) return emptyConnection(page)
    return loaders.tasksOf('projectId', id, { ...checkedFilter(filter), projectId: null }, page)
  },
  taskCounts: async ({ id }, _, { caller, loaders }) => {
    const counts = (await caller.seesProject(id)) ? await loaders.statusCounts.load(id) : new Map<never, number>()
    return {
      total: [...counts.values()].reduce((sum, count) => sum + count, 0),
      pending: counts.get('PENDING') ?? 0,
      queued: counts.get('QUEUED') ?? 0,
      processing: counts.get('PROCESSING') ?? 0,
      completed: counts.get('COMPLETED') ?? 0,
      failed: counts.get('FAILED') ?? 0,
      canceled: counts.get('CANCELED') ?? 0,
    }
  },
}
