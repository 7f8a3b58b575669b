import { MODELS } from '@atelier/schema/messages/models.ts'
import type { TasksSettings } from '../config.ts'

/** The offered image models, the default one first. */
export const offeredModels = ({ models }: Pick<TasksSettings, 'models'>) =>
  models.flatMap((id, index) => {
    const model = MODELS.find(entry => entry.id === id)
    return model ? [{ ...model, isDefault: index === 0 }] : []
  })
