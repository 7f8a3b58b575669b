import { homedir } from 'node:os'
import { join, resolve } from 'node:path'
import type { Settings } from '@atelier/platform/config/loadConfig.ts'
import { loadConfig } from '@atelier/platform/config/loadConfig.ts'
import { z } from 'zod'
import { portSettings } from './addresses.ts'

const checkout = resolve(import.meta.dirname, '../..')

/** Folders of `pnpm services`. */
export const folderSettings = z.object({
  ATELIER_CACHE: z
    .string()
    .default('~/.cache/atelier')
    .transform(path => resolve(path.replace(/^~(?=\/|$)/, () => homedir())))
    .describe("The folder of the servers' programs, shared by all checkouts. A leading ~ is the home folder."),
  ATELIER_SERVICES_DIR: z
    .string()
    .default(join(checkout, '.data', 'services'))
    .transform(path => resolve(path))
    .describe("The folder of the servers' data, logs and process files."),
})

/** Variables of `pnpm services`. */
export const servicesSettings = z.object({ ...folderSettings.shape, ...portSettings.shape })

export type DevServersSettings = Settings<typeof servicesSettings>

/** @throws ConfigError naming every invalid variable. */
export const readDevServersSettings = (env: Record<string, string | undefined>): DevServersSettings =>
  loadConfig(servicesSettings, env)
