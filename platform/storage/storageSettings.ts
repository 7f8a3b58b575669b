import { z } from 'zod'
import type { Settings } from '../config/loadConfig.ts'
import { diskSpaceSettings, limit } from '../config/settings.ts'
import { minioSettings } from './minioSettings.ts'

/** Settings of uploads to a folder. */
export const uploadSettings = z.object({
  UPLOADS_AT_ONCE_PER_USER: limit(8, 10_000).describe(
    'Maximum concurrent uploads of one user to the objects folder; 0 for no limit.',
  ),
})

/** The storage of objects; the same for every process that reads or writes them. */
export const storageSettings = z.object({
  ...minioSettings.shape,
  ...diskSpaceSettings.shape,
  ...uploadSettings.shape,
  OBJECTS_DIR: z.string().default('.data/objects').describe('Folder of objects, without MinIO.'),
})
export type StorageSettings = Settings<typeof storageSettings>
