import type { GenerationTask } from '@atelier/schema/messages/generation.ts'
import type { Task } from './task.ts'

/** The message that dispatches a task to a worker. */
export const generationTaskOf = ({ request, ...task }: Task): GenerationTask => ({
  ...request,
  options: request.options ?? {},
  version: 1,
  taskId: task.id,
  attempt: task.attempt,
  projectId: task.projectId,
  requestedBy: task.requestedById,
})
