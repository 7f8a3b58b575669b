import { z } from 'zod'

/** An object with any keys: `z.record` makes another one, without `__proto__`. */
export const anyObject = z.custom<Record<string, unknown>>(
  value => typeof value === 'object' && value !== null && !Array.isArray(value),
)

/** Bytes in object storage. */
const storedImage = z.looseObject({ key: z.string(), contentType: z.string() })
export type StoredImage = z.infer<typeof storedImage>

/**
 * The request of a task: stored with the task, reused by a retry, and sent to the worker. New fields must be optional,
 * as earlier requests are stored and in transit.
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
  /** Model-specific options; `null` for none. */
  options: anyObject.nullable(),
  /** The requested model's id; `null` for the worker's default. */
  model: z.string().nullable(),
  /** Whether the prompt is embedded in the pictures; by the worker's setting when absent. */
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
