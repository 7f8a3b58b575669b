import { kafkaSettings } from '@atelier/platform/adapters/portsSettings.ts'
import type { Settings } from '@atelier/platform/config/loadConfig.ts'
import {
  databaseSettings,
  heartbeatSettings,
  httpSettings,
  logSettings,
  milliseconds,
  wholeNumber,
} from '@atelier/platform/config/settings.ts'
import { minioRules } from '@atelier/platform/storage/minioSettings.ts'
import { storageSettings } from '@atelier/platform/storage/storageSettings.ts'
import { z } from 'zod'
import { modelSettings } from './models/modelSettings.ts'
import { PICTURE_METADATA } from './models/pictureTexts.ts'

/** How a worker works. */
export const workerSettings = z.object({
  WORKER_ID: z
    .string()
    .regex(/^[\w.-]{1,100}$/, 'must have at most 100 letters, digits, dots, dashes or underscores')
    .optional()
    .describe('A name that no other worker has; a new one at each start when absent.'),
  LANE_GENERATION: wholeNumber(2, { min: 1, max: 64 }).describe('How many image generations are done at once.'),
  LANE_STYLE: wholeNumber(1, { min: 1, max: 64 }).describe('How many style transfers are done at once.'),
  LANE_WAITING: wholeNumber(1, { min: 1, max: 64 }).describe(
    'How many tasks of each kind are taken and wait for their turn before no more are taken.',
  ),
  RENDER_CONCURRENCY: wholeNumber(2, { min: 1, max: 64 }).describe('How many pictures are rendered at once, in all.'),
  RENDER_TIMEOUT_MS: milliseconds(120_000).describe('How long a model may take for one picture.'),
  PICTURE_METADATA: z
    .enum(PICTURE_METADATA, { error: `must be one of ${PICTURE_METADATA.join(', ')}` })
    .default('model')
    .describe(
      'What finished pictures say of themselves in their texts, for whoever gets one: full for the model, the prompt, the seed and the style unless a request says embedPrompt: false; model for the model alone unless it says embedPrompt: true; none for nothing, whatever it says.',
    ),
  RETRY_MS: milliseconds(500).describe('How long a step waits before its first retry; the second waits twice as long.'),
  ...heartbeatSettings.shape,
  DRAIN_MS: milliseconds(5_000, { min: 0, max: 60_000 }).describe(
    'How long closing lets tasks go on before it hands them back.',
  ),
  CHECKPOINT_KEEP_MS: milliseconds(7 * 86_400_000, { max: 90 * 86_400_000 }).describe(
    'How long the checkpoints of a task that nobody goes on with are kept.',
  ),
})
export type WorkerSettings = Settings<typeof workerSettings>

/** Everything that a worker needs when it runs alone. */
export const workerConfig = z
  .object({
    ...httpSettings(4004).shape,
    ...logSettings.shape,
    ...kafkaSettings.shape,
    ...databaseSettings('sqlite:.data/worker.sqlite').shape,
    ...workerSettings.shape,
    ...modelSettings.shape,
    ...storageSettings.shape,
  })
  .check(...minioRules)
