import { z } from 'zod'
import { requestFields as fields, sharedFields, withDefault } from './requestFields.ts'

/** Validates the input of an image generation. @param models ids of the offered models. */
export const generateDesignInput = (models: readonly string[]) =>
  z.object({
    prompt: fields.prompt,
    style: withDefault(fields.style, 'default'),
    size: withDefault(fields.size, '1024x1024'),
    ...sharedFields(models),
  })
