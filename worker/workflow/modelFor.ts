import type { GenerationTask } from '@atelier/schema/messages/generation.ts'
import type { ImageModel } from '../models/imageModel.ts'
import type { ModelRegistry } from '../models/modelRegistry.ts'
import { TaskFailedError } from './taskFailedError.ts'

/** @throws TaskFailedError when this worker lacks the requested model. */
export function modelFor(task: GenerationTask, models: ModelRegistry): ImageModel {
  const model = models.get(task.model)
  if (model) return model
  throw new TaskFailedError('UNKNOWN_MODEL', `There is no model "${task.model}" here.`, { retryable: false })
}
