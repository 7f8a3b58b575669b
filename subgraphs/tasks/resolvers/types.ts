import { isId } from '@atelier/platform/ids/ids.ts'
import { isArtifactVisible } from '../data/artifact.ts'
import { emptyConnection } from '../data/emptyConnection.ts'
import { formatSize } from '../domain/pictureSize.ts'
import { priorityOf } from '../domain/priority.ts'
import { checkedFilter } from '../domain/taskFilter.ts'
import type { TaskStatus } from '../domain/taskState.ts'
import { canView } from '../watching/canView.ts'
import { visibleTask } from './context.ts'
import type {
  ArtifactResolvers,
  DeadLetterResolvers,
  ProjectResolvers,
  TaskResolvers,
  UserResolvers,
} from './types.generated.ts'

export const Task: TaskResolvers = {
  // Asynchronous, as a reference that throws synchronously would fail all others of the list.
  __resolveReference: async ({ id }, context) => visibleTask(context, id),
  prompt: ({ request }) => request.prompt,
  style: ({ request }) => request.style,
  size: ({ request }) => formatSize(request),
  seed: ({ request }) => request.seed,
  count: ({ request }) => request.count,
  options: ({ request }) => request.options,
  model: ({ request, usedModel }) => usedModel ?? request.model,
  priority: task => priorityOf(task.priority),
  queuePosition: (task, _, { loaders }) => (task.status === 'PENDING' ? loaders.queuePosition.load(task.id) : null),
  artifacts: async (task, _, { loaders }) =>
    (await loaders.artifacts.load(task.id)).filter(artifact => isArtifactVisible(task, artifact)),
  timeline: (task, _, { loaders }) => loaders.timeline.load(task.id),
  // A task stays visible to its requester when its project is not any more. While rights cannot be looked up, the
  // reference is returned, and the projects service checks access to its other fields itself.
  project: async ({ projectId }, _, { caller }) =>
    (await canView(() => caller.canViewProject(projectId))) ? { id: projectId } : null,
  requestedBy: task => ({ id: task.requestedById }),
  retriedFrom: (task, _, context) => (task.retriedFromId === null ? null : visibleTask(context, task.retriedFromId)),
}

export const Artifact: ArtifactResolvers = {
  url: async ({ key }, _, { deps: { storage, settings } }) =>
    (await storage.signGet(key, { expiresInMs: settings.artifactUrlMs })).url,
}

export const DeadLetter: DeadLetterResolvers = {
  payload: ({ value }) => jsonOrText(value),
  task: ({ taskId }, _, { loaders }) => (taskId === null ? null : loaders.task.load(taskId)),
}

export const Project: ProjectResolvers = {
  __resolveReference: async ({ id }) => (isId(id) ? { id } : null),
  // A project may be reached by the caller's own task, though it is not visible to them any more.
  tasks: async ({ id }, { filter, ...page }, { caller, loaders }) => {
    const isOther = filter?.projectId != null && filter.projectId !== id
    if (isOther || !(await caller.canViewProject(id))) return emptyConnection(page)
    return loaders.tasksOf('projectId', id, { ...checkedFilter(filter), projectId: null }, page)
  },
  taskCounts: async ({ id }, _, { caller, loaders }) =>
    toStatusCounts((await caller.canViewProject(id)) ? await loaders.statusCounts.load(id) : new Map()),
}

export const User: UserResolvers = {
  __resolveReference: async ({ id }) => (isId(id) ? { id } : null),
  tasks: async ({ id }, { filter, ...page }, { caller: { viewer }, loaders }) => {
    if (viewer?.id !== id && viewer?.role !== 'ADMIN') return emptyConnection(page)
    return loaders.tasksOf('requestedById', id, checkedFilter(filter), page)
  },
}

/** Invalid JSON is shown as text. */
function jsonOrText(value: string): unknown {
  try {
    return JSON.parse(value)
  } catch {
    return value
  }
}

/** Task counts by status, with their total. */
const toStatusCounts = (counts: ReadonlyMap<TaskStatus, number>) => ({
  total: [...counts.values()].reduce((sum, count) => sum + count, 0),
  pending: counts.get('PENDING') ?? 0,
  queued: counts.get('QUEUED') ?? 0,
  processing: counts.get('PROCESSING') ?? 0,
  completed: counts.get('COMPLETED') ?? 0,
  failed: counts.get('FAILED') ?? 0,
  canceled: counts.get('CANCELED') ?? 0,
})
