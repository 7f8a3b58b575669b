import { z } from 'zod'
import type { Settings } from '../config/loadConfig.ts'
import { rule } from '../config/rule.ts'
import { milliseconds } from '../config/settings.ts'

const origin = (example: string) =>
  z
    .url({ protocol: /^https?$/, error: `must look like ${example}` })
    .refine(url => URL.canParse(url) && new URL(url).pathname === '/', 'must have no path: it would break signatures')

/** The MinIO of objects. */
export const minioSettings = z.object({
  MINIO_URL: origin('http://minio:9000')
    .optional()
    .describe('URL of MinIO for objects; they are stored in a folder when absent.'),
  MINIO_PUBLIC_URL: origin('https://objects.example.org')
    .optional()
    .describe('Public URL of MinIO, when clients reach it at another than the services.'),
  MINIO_ACCESS_KEY: z.string().default('').describe('Access key of MinIO.'),
  MINIO_SECRET_KEY: z.string().default('').describe('Secret key of MinIO.'),
  MINIO_BUCKET: z
    .string()
    .regex(/^[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$/, 'must be 3 to 63 of a-z, 0-9 and -')
    .default('atelier')
    .describe('Bucket of all objects; created when missing.'),
  MINIO_REGION: z.string().default('us-east-1').describe('Region of MinIO, part of signatures.'),
  MINIO_SILENCE_MS: milliseconds(5_000, { min: 100, max: 60_000 }).describe(
    'Milliseconds of silence after which a request to MinIO fails.',
  ),
})

/** Without keys MinIO rejects every request: a process would start and never become ready. */
export const minioRules = (['MINIO_ACCESS_KEY', 'MINIO_SECRET_KEY'] as const).map(key =>
  rule<Pick<z.output<typeof minioSettings>, 'MINIO_URL' | typeof key>>(key, ['MINIO_URL', key], config =>
    config.MINIO_URL !== undefined && config[key] === '' ? 'is needed where MINIO_URL is set' : undefined,
  ),
)

export type MinioSettings = Settings<typeof minioSettings>
