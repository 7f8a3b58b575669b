import { z } from 'zod'
import { milliseconds } from '../config/settings.ts'

/** How long Redis may take to answer one command, in milliseconds, unless the settings say otherwise. */
export const COMMAND_TIMEOUT_MS = 1_000

/** What stands before every name in Redis, so that others can use the same server. */
export const KEY_PREFIX = 'atelier:'

/** Where Redis is. */
export const redisSettings = z.object({
  REDIS_URL: z
    .url({ protocol: /^rediss?$/, error: 'must look like redis://host:6379, or rediss://… for TLS' })
    .optional()
    .describe('The Redis of the cache, pub/sub and counters; without it they live inside the process.'),
  REDIS_PREFIX: z.string().default(KEY_PREFIX).describe('Stands before the name of everything kept in Redis.'),
  REDIS_COMMAND_TIMEOUT_MS: milliseconds(COMMAND_TIMEOUT_MS, { min: 10, max: 60_000 }).describe(
    'How long Redis may take to answer, in milliseconds, before a caller goes on without it.',
  ),
})
