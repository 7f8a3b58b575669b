import { z } from 'zod'
import { requestFields as fields, sharedFields, withDefault } from './requestFields.ts'

/** Validates the input of a style transfer. @param models ids of the offered models. */
export const transferStyleInput = (models: readonly string[]) =>
  z
    .object({
      sourceUploadId: z.string().nullish(),
      sourceArtifactId: z.string().nullish(),
      style: fields.style.nullish(),
      styleUploadId: z.string().nullish(),
      strength: withDefault(fields.strength, 0.8),
      prompt: withDefault(fields.tint, ''),
      size: fields.size.nullish(),
      ...sharedFields(models),
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
