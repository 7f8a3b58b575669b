import { portSettings } from '@atelier/devservers/contract/addresses.ts'
import type { Settings } from '@atelier/platform/config/loadConfig.ts'
import { secret } from '@atelier/platform/config/settings.ts'
import { standaloneEnvironment } from '@atelier/standalone/config.ts'
import { z } from 'zod'

const databaseOf = (service: string) =>
  z.string().optional().describe(`The database of the ${service}; that of pnpm services when absent.`)

/** The `DATABASE_URL` of each service that has one. */
export const databaseUrls = z.object({
  USERS_DATABASE_URL: databaseOf('users service'),
  PROJECTS_DATABASE_URL: databaseOf('projects service'),
  TASKS_DATABASE_URL: databaseOf('tasks service'),
  WORKER_DATABASE_URL: databaseOf('worker'),
})

/** Variables of `pnpm start:services`; each service reads its own besides. */
export const startSettings = z.object({
  ...databaseUrls.shape,
  ...standaloneEnvironment.pick({
    HOST: true,
    GATEWAY_PORT: true,
    USERS_PORT: true,
    PROJECTS_PORT: true,
    TASKS_PORT: true,
    WORKER_PORT: true,
  }).shape,
  ...portSettings.shape,
  GATEWAY_SECRET: secret
    .optional()
    .describe('The shared secret of the gateway and the subgraphs; random at each start when absent.'),
  OBJECTS_SECRET: secret
    .optional()
    .describe('The secret that signs URLs of pictures; random at each start when absent.'),
})

export type StartSettings = Settings<typeof startSettings>
