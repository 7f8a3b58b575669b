import { type GatewaySettings, gatewayEnvironment } from '@atelier/gateway/config.ts'
import type { Settings } from '@atelier/platform/config/loadConfig.ts'
import { ConfigError, loadConfig } from '@atelier/platform/config/loadConfig.ts'
import {
  fileSettings,
  logSettings,
  managementSettings,
  port,
  unsentSettings,
} from '@atelier/platform/config/settings.ts'
import { uploadSettings } from '@atelier/platform/storage/storageSettings.ts'
import { type ProjectsSettings, projectsEnvironment, projectsSettings } from '@atelier/projects/config.ts'
import { type TasksSettings, tasksEnvironment, tasksSettings } from '@atelier/tasks/config.ts'
import { type UsersSettings, usersEnvironment, usersSettings } from '@atelier/users/config.ts'
import { type WorkerSettings, workerEnvironment } from '@atelier/worker/config.ts'
import { type ModelSettings, modelSettings } from '@atelier/worker/models/modelSettings.ts'
import { z } from 'zod'

/** Variables of Atelier as a whole; each service adds its own. */
export const standaloneEnvironment = z.object({
  DATA_DIR: z.string().default('.data').describe('The data folder: databases, pictures, keys.'),
  HOST: z.string().default('127.0.0.1').describe('The address that all services listen on.'),
  GATEWAY_PORT: port(4000).describe('The port of the gateway.'),
  USERS_PORT: port(4001).describe('The port of the users service.'),
  PROJECTS_PORT: port(4002).describe('The port of the projects service.'),
  TASKS_PORT: port(4003).describe('The port of the tasks service, which also serves the pictures.'),
  WORKER_PORT: port(4004).describe("The port of the worker's health checks."),
  PUBLIC_OBJECTS_URL: z
    .url()
    .optional()
    .describe('Base URL of pictures for clients; that of the tasks service when absent.'),
  ...fileSettings.shape,
  ...managementSettings.shape,
  ...unsentSettings.shape,
  ...logSettings.shape,
  ...uploadSettings.shape,
})

/** All settings of Atelier in one process. */
export interface StandaloneConfig {
  atelier: Settings<typeof standaloneEnvironment>
  users: UsersSettings
  projects: ProjectsSettings
  tasks: TasksSettings
  worker: WorkerSettings
  models: ModelSettings
  gateway: GatewaySettings
}

/**
 * Reads the settings of Atelier and of every service in it.
 * @throws ConfigError with the problems of all of them.
 */
export function readStandaloneConfig(env: Record<string, string | undefined>): StandaloneConfig {
  const faults: string[] = []
  const read = <Schema extends z.ZodType>(schema: Schema, given = env): Settings<Schema> => {
    try {
      return loadConfig(schema, given)
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error
      faults.push(...error.faults)
      return undefined as unknown as Settings<Schema>
    }
  }
  const config = {
    atelier: read(standaloneEnvironment),
    users: read(usersEnvironment),
    projects: read(projectsEnvironment),
    tasks: read(tasksEnvironment),
    worker: read(workerEnvironment),
    models: read(modelSettings),
    gateway: read(gatewayEnvironment, gatewayVariables(env)),
  }
  if (faults.length > 0) throw new ConfigError([...new Set(faults)])
  return {
    atelier: config.atelier,
    users: usersSettings(config.users),
    projects: projectsSettings(config.projects),
    tasks: tasksSettings(config.tasks),
    worker: config.worker,
    models: config.models,
    gateway: config.gateway,
  }
}

/** The gateway's secret is random at each start. */
const gatewayVariables = (env: Record<string, string | undefined>) => ({
  ...env,
  GATEWAY_SECRET: env.GATEWAY_SECRET || crypto.randomUUID(),
})
