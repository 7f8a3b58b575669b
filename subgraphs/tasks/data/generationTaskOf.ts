import type { GenerationTask } from '@atelier/schema/messages/generation.ts'
import type { Task } from './task.ts'

/** What a worker is told of a task. */
export const generationTaskOf = (task: Task): GenerationTask => ({
  version: 1,
  taskId: task.id,
  attempt: task.attempt,
  type: task.type,
  projectId: task.projectId,
  requestedBy: task.requestedById,
  prompt: task.prompt,
  style: task.style,
  width: task.width,
  height: task.height,
  count: task.count,
  seed: task.seed,
  options: task.options ?? {},
  model: task.requestedModel,
  transfer: task.transfer,
  embedPrompt: task.embedPrompt,
})
