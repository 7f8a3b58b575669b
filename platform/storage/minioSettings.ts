import { z } from 'zod'
import type { Settings } from '../config/loadConfig.ts'
import { rule } from '../config/rule.ts'
import { milliseconds } from '../config/settings.ts'

const origin = (example: string) =>
  z
    .url({ protocol: /^https?$/, error: `must look like ${example}` })
    .refine(url => URL.canParse(url) && new URL(url).pathname === '/', 'must have no path: it would break signatures')

/** Which MinIO keeps objects. */
export const minioSettings = z.object({
  MINIO_URL: origin('http://minio:9000')
    .optional()
    .describe('The MinIO that keeps objects. Without one, they are kept in a folder.'),
  MINIO_PUBLIC_URL: origin('https://objects.example.org')
    .optional()
    .describe('Where clients reach MinIO, when that is not where the services do.'),
  MINIO_ACCESS_KEY: z.string().default('').describe("MinIO's access key."),
  MINIO_SECRET_KEY: z.string().default('').describe("MinIO's secret key."),
  MINIO_BUCKET: z
    .string()
    .regex(/^[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$/, 'must be 3 to 63 of a-z, 0-9 and -')
    .default('atelier')
    .describe('The bucket of all objects; it is made when it is missing.'),
  MINIO_REGION: z.string().default('us-east-1').describe('The region that MinIO is set to; it matters for signatures.'),
  MINIO_SILENCE_MS: milliseconds(5_000, { min: 100, max: 60_000 }).describe(
    'How long MinIO may be silent within a request, in milliseconds, before it is taken to be away.',
  ),
})

/** A MinIO lets nobody in who has no keys: without them a process would start and never get anywhere. */
export const minioRules = (['MINIO_ACCESS_KEY', 'MINIO_SECRET_KEY'] as const).map(key =>
  rule<Pick<z.output<typeof minioSettings>, 'MINIO_URL' | typeof key>>(key, ['MINIO_URL', key], config =>
    config.MINIO_URL !== undefined && config[key] === '' ? 'is needed where MINIO_URL is set' : undefined,
  ),
)

export type MinioSettings = Settings<typeof minioSettings>
