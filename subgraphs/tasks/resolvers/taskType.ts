import { showsArtifact } from '../data/shownArtifacts.ts'
import { formatSize } from '../domain/pictureSize.ts'
import { priorityOf } from '../domain/priority.ts'
import { stillSees } from '../watching/stillSees.ts'
import { seenTask } from './task.ts'
import type { TaskResolvers } from './types.generated.ts'

export const Task: TaskResolvers = {
  // Asynchronous, as a reference that throws at once would fail all others of the list.
  __resolveReference: async ({ id }, context) => seenTask(id, context),
  size: task => formatSize(task),
  model: task => task.usedModel ?? task.requestedModel,
  priority: task => priorityOf(task.priority),
  queuePosition: (task, _, { loaders }) => (task.status === 'PENDING' ? loaders.queuePosition.load(task.id) : null),
  artifacts: async (task, _, { loaders }) =>
    (await loaders.artifacts.load(task.id)).filter(artifact => showsArtifact(task, artifact)),
  timeline: (task, _, { loaders }) => loaders.timeline.load(task.id),
  // Who asked for a task may see it still when the project is not theirs to see any more. While that cannot be told, the
  // projects service answers for itself, as soon as more than the identifier is asked for.
  project: async ({ projectId }, _, { caller }) =>
    (await stillSees(() => caller.seesProject(projectId))) ? { id: projectId } : null,
  requestedBy: task => ({ id: task.requestedById }),
  retriedFrom: (task, _, context) => (task.retriedFromId === null ? null : seenTask(task.retriedFromId, context)),
}
