import { MODELS } from '@atelier/schema/messages/models.ts'

/** The offered image models by their ids, the default one first. */
export const offeredModels = (ids: readonly string[]) =>
  ids.flatMap((id, index) => {
    const model = MODELS.find(entry => entry.id === id)
    return model ? [{ ...model, isDefault: index === 0 }] : []
  })
