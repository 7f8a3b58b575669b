import { z } from 'zod'
import { roomSettings } from '../config/settings.ts'
import { minioSettings } from './minioSettings.ts'

/** Where objects are kept; the same for every process that reads or writes them. */
export const storageSettings = z.object({
  ...minioSettings.shape,
  ...roomSettings.shape,
  OBJECTS_DIR: z.string().default('.data/objects').describe('The folder that keeps pictures, where there is no MinIO.'),
})
export type StorageSettings = z.output<typeof storageSettings>
