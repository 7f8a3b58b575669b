import type { Settings } from '@atelier/platform/config/loadConfig.ts'
import { list, milliseconds, wholeNumber } from '@atelier/platform/config/settings.ts'
import { z } from 'zod'

/** Which image models there are, and how they are reached. */
export const modelSettings = z.object({
  RENDER_THREADS: wholeNumber(2, { min: 1, max: 64 }).describe('The threads on which the procedural model draws.'),
  OPENAI_BASE_URL: z
    .url({ protocol: /^https?$/, error: 'must be an http or https URL' })
    .optional()
    .describe('A server that speaks the OpenAI Images API, without /v1; when set, its model is the default.'),
  OPENAI_API_KEY: z.string().optional().describe('The key that the model server asks for.'),
  OPENAI_MODEL: z.string().default('gpt-image-1').describe('The name of the model on the model server.'),
  OPENAI_SIZES: list([])
    .refine(sizes => sizes.every(size => /^\d+x\d+$/.test(size)), 'must look like 1024x1024,1536x1024')
    .describe('The sizes that the model server takes; empty when it takes any.'),
  OPENAI_TIMEOUT_MS: milliseconds(110_000).describe('How long the model server may take for one picture.'),
})
export type ModelSettings = Settings<typeof modelSettings>
