import { z } from 'zod'
import { requestFields as fields, orStandard } from './requestFields.ts'

/** Checks a request for pictures from words. @param models the ids of the models that can be asked for. */
export const generateDesignInput = (models: readonly string[]) =>
  z.object({
    projectId: z.string(),
    prompt: fields.prompt,
    style: orStandard(fields.style, 'default'),
    size: orStandard(fields.size, '1024x1024'),
    count: orStandard(fields.count, 1),
    seed: fields.seed,
    options: fields.options,
    model: fields.model(models),
    embedPrompt: z.boolean().nullish(),
    priority: orStandard(fields.priority, 'NORMAL'),
    idempotencyKey: fields.idempotencyKey,
  })

export type GenerateDesignRequest = z.output<ReturnType<typeof generateDesignInput>>
