import { MODELS } from '@atelier/schema/messages/models.ts'
import type { TasksSettings } from '../config.ts'

/** The image models that can be asked for, the default one first. */
export const offeredModels = ({ models }: Pick<TasksSettings, 'models'>) =>
  models.flatMap((id, index) => {
    const model = MODELS.find(entry => entry.id === id)
    return model ? [{ ...model, isDefault: index === 0 }] : []
  })
