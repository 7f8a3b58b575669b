import type { Settings } from '@atelier/platform/config/loadConfig.ts'
import { list, milliseconds, wholeNumber } from '@atelier/platform/config/settings.ts'
import { z } from 'zod'

/** Environment variables of the image models. */
export const modelSettings = z.object({
  RENDER_THREADS: wholeNumber(2, { min: 1, max: 64 }).describe('Threads of the procedural model.'),
  OPENAI_BASE_URL: z
    .url({ protocol: /^https?$/, error: 'must be an http or https URL' })
    .optional()
    .describe('Base URL of a server with the OpenAI Images API, without /v1; when set, its model is the default.'),
  OPENAI_API_KEY: z.string().optional().describe('API key of the model server.'),
  OPENAI_MODEL: z.string().default('gpt-image-1').describe('Model name on the model server.'),
  OPENAI_SIZES: list([])
    .refine(sizes => sizes.every(size => /^\d+x\d+$/.test(size)), 'must look like 1024x1024,1536x1024')
    .describe('Sizes that the model server supports; empty for any.'),
  OPENAI_TIMEOUT_MS: milliseconds(110_000).describe('Timeout of a request to the model server, in milliseconds.'),
})
export type ModelSettings = Settings<typeof modelSettings>
