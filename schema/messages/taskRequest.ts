import { z } from 'zod'

/** Bytes in object storage. */
const storedImage = z.looseObject({ key: z.string(), contentType: z.string() })
export type StoredImage = z.infer<typeof storedImage>

/**
 * What a person asked a task to make: kept with the task, asked for again by a retry, and carried to the worker. Whatever
 * is added is optional, as requests of earlier versions are stored and on their way.
 */
export const taskRequest = z.object({
  type: z.enum(['IMAGE_GENERATION', 'STYLE_TRANSFER']),
  prompt: z.string(),
  style: z.string(),
  /** Pixels. */
  width: z.number().int().min(1),
  /** Pixels. */
  height: z.number().int().min(1),
  count: z.number().int().min(1),
  /** The first picture's seed; picture i is made with `(seed + i) mod 2^31`. */
  seed: z.number().int().min(0),
  /** Settings that only some models know; `null` for none. */
  options: z.record(z.string(), z.unknown()).nullable(),
  /** The id of the model that was asked for; `null` for the worker's default. */
  model: z.string().nullable(),
  /** Whether the prompt is written into the pictures; left to the worker's setting where it does not say. */
  embedPrompt: z.boolean().nullish(),
  /** Present for a style transfer. */
  transfer: z
    .looseObject({
      source: storedImage,
      styleReference: storedImage.nullable(),
      /** A ratio (0..1). */
      strength: z.number().min(0).max(1),
    })
    .nullable(),
})
export type TaskRequest = z.infer<typeof taskRequest>
