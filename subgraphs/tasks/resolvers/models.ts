import { MODELS } from '@atelier/schema/messages/models.ts'
import type { QueryResolvers } from './types.generated.ts'

export const models: QueryResolvers['models'] = (_, __, { settings }) =>
  settings.models.flatMap((id, index) => {
    const entry = MODELS.find(model => model.id === id)
    return entry ? [{ ...entry, isDefault: index === 0 }] : []
  })
