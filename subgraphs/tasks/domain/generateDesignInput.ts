import { z } from 'zod'
import { requestFields as fields, orStandard, sharedFields } from './requestFields.ts'

/** Checks a request for pictures from words. @param models the ids of the models that can be asked for. */
export const generateDesignInput = (models: readonly string[]) =>
  z.object({
    prompt: fields.prompt,
    style: orStandard(fields.style, 'default'),
    size: orStandard(fields.size, '1024x1024'),
    ...sharedFields(models),
  })
