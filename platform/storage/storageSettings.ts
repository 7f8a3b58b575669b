import { z } from 'zod'
import type { Settings } from '../config/loadConfig.ts'
import { limit, roomSettings } from '../config/settings.ts'
import { minioSettings } from './minioSettings.ts'

/** How a folder takes what people upload. */
export const uploadSettings = z.object({
  UPLOADS_AT_ONCE_PER_USER: limit(8, 10_000).describe(
    'How many uploads of one person a folder of objects takes at once; 0 for no limit.',
  ),
})

/** Where objects are kept; the same for every process that reads or writes them. */
export const storageSettings = z.object({
  ...minioSettings.shape,
  ...roomSettings.shape,
  ...uploadSettings.shape,
  OBJECTS_DIR: z.string().default('.data/objects').describe('The folder that keeps pictures, where there is no MinIO.'),
})
export type StorageSettings = Settings<typeof storageSettings>
