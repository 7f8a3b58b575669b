import { z } from 'zod'
import { requestFields as fields, orStandard } from './requestFields.ts'

/** Checks a request to restyle a picture. @param models the ids of the models that can be asked for. */
export const transferStyleInput = (models: readonly string[]) =>
  z
    .object({
      projectId: z.string(),
      sourceUploadId: z.string().nullish(),
      sourceArtifactId: z.string().nullish(),
      style: fields.style.nullish(),
      styleUploadId: z.string().nullish(),
      strength: orStandard(fields.strength, 0.8),
      prompt: orStandard(fields.tint, ''),
      size: fields.size.nullish(),
      count: orStandard(fields.count, 1),
      seed: fields.seed,
      options: fields.options,
      model: fields.model(models),
      embedPrompt: z.boolean().nullish(),
      priority: orStandard(fields.priority, 'NORMAL'),
      idempotencyKey: fields.idempotencyKey,
    })
    .refine(({ sourceUploadId, sourceArtifactId }) => (sourceUploadId == null) !== (sourceArtifactId == null), {
      error: 'Give one source: `sourceUploadId` or `sourceArtifactId`.',
      path: ['sourceUploadId'],
      params: { code: 'INVALID_SOURCE' },
      when: () => true,
    })
    .refine(({ style, styleUploadId }) => style != null || styleUploadId != null, {
      error: 'Give a style, a style picture or both.',
      path: ['style'],
      params: { code: 'INVALID_STYLE' },
      when: () => true,
    })

export type TransferStyleRequest = z.output<ReturnType<typeof transferStyleInput>>
