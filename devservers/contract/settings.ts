import { homedir } from 'node:os'
import { join, resolve } from 'node:path'
import type { Settings } from '@atelier/platform/config/loadConfig.ts'
import { loadConfig } from '@atelier/platform/config/loadConfig.ts'
import { z } from 'zod'
import { portSettings } from './addresses.ts'

const checkout = resolve(import.meta.dirname, '../..')

/** Where `pnpm services` keeps things. */
export const folderSettings = z.object({
  ATELIER_CACHE: z
    .string()
    .default('~/.cache/atelier')
    .transform(path => resolve(path.replace(/^~(?=\/|$)/, () => homedir())))
    .describe("The folder that keeps the servers' programs; all checkouts share it. A ~ in front is the home folder."),
  ATELIER_SERVICES_DIR: z
    .string()
    .default(join(checkout, '.data', 'services'))
    .transform(path => resolve(path))
    .describe("The folder that keeps the servers' data, logs and process files."),
})

/** The variables of `pnpm services`. */
export const servicesSettings = z.object({ ...folderSettings.shape, ...portSettings.shape })

export type DevServersSettings = Settings<typeof servicesSettings>

/** @throws ConfigError naming every variable that does not fit. */
export const readDevServersSettings = (env: Record<string, string | undefined>): DevServersSettings =>
  loadConfig(servicesSettings, env)
