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

/** Environment variables of a worker. */
export const workerEnvironment = z.object({
  WORKER_ID: z
    .string()
    .regex(/^[\w.-]{1,100}$/, 'must have at most 100 letters, digits, dots, dashes or underscores')
    .optional()
    .describe('Unique worker id; generated at each start when absent.'),
  LANE_GENERATION: wholeNumber(2, { min: 1, max: 64 }).describe('Concurrency of image generations.'),
  LANE_STYLE: wholeNumber(1, { min: 1, max: 64 }).describe('Concurrency of style transfers.'),
  LANE_WAITING: wholeNumber(1, { min: 1, max: 64 }).describe(
    'Queue limit of tasks per lane; consumption pauses beyond it.',
  ),
  RENDER_CONCURRENCY: wholeNumber(2, { min: 1, max: 64 }).describe(
    'Maximum pictures rendered at once, over all lanes.',
  ),
  RENDER_TIMEOUT_MS: milliseconds(120_000).describe('Timeout of a model call, in milliseconds.'),
  PICTURE_METADATA: z
    .enum(PICTURE_METADATA, { error: `must be one of ${PICTURE_METADATA.join(', ')}` })
    .default('model')
    .describe(
      'Metadata embedded in pictures, readable by everyone with the file: full for model, prompt, seed and style unless a request has embedPrompt: false; model for the model alone unless it has embedPrompt: true; none for none, whatever it has.',
    ),
  RETRY_MS: milliseconds(500).describe(
    'Backoff before the first retry of a step, in milliseconds; doubled for the second.',
  ),
  ...heartbeatSettings.shape,
  DRAIN_MS: milliseconds(5_000, { min: 0, max: 60_000 }).describe(
    'Milliseconds of shutdown for running tasks before they are released.',
  ),
  CHECKPOINT_KEEP_MS: milliseconds(7 * 86_400_000, { max: 90 * 86_400_000 }).describe(
    'Retention of the checkpoints of an abandoned task, in milliseconds.',
  ),
})
export type WorkerSettings = Settings<typeof workerEnvironment>

/** Environment variables of a worker process. */
export const workerProcessEnvironment = z
  .object({
    ...httpSettings(4004).shape,
    ...logSettings.shape,
    ...kafkaSettings.shape,
    ...databaseSettings('sqlite:.data/worker.sqlite').shape,
    ...workerEnvironment.shape,
    ...modelSettings.shape,
    ...storageSettings.shape,
  })
  .check(...minioRules)
