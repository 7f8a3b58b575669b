import { randomBytes } from 'node:crypto'
import { join, resolve } from 'node:path'
import { createGateway } from '@atelier/gateway/gateway.ts'
import { openEmbeddedPorts } from '@atelier/platform/adapters/embeddedPorts.ts'
import { keptSecret } from '@atelier/platform/auth/keptSecret.ts'
import { openSigningKeys } from '@atelier/platform/auth/keys.ts'
import { createLocalTokenVerifier } from '@atelier/platform/auth/tokens.ts'
import { fileLimits, httpServing, managementOf } from '@atelier/platform/config/settings.ts'
import { lockDataFolder } from '@atelier/platform/database/folderLock.ts'
import type { Health } from '@atelier/platform/health/health.ts'
import { openManagement } from '@atelier/platform/http/management.ts'
import type { Logger } from '@atelier/platform/log/logger.ts'
import { openAll } from '@atelier/platform/service/closing.ts'
import { registerObjectEndpoint } from '@atelier/platform/storage/folderEndpoint.ts'
import { openFolderStorage } from '@atelier/platform/storage/folderStorage.ts'
import { createProjectsApp } from '@atelier/projects/app.ts'
import { isModelId } from '@atelier/schema/messages/models.ts'
import { createTasksApp } from '@atelier/tasks/app.ts'
import { createUsersApp } from '@atelier/users/app.ts'
import { openModels } from '@atelier/worker/openModels.ts'
import { createWorker } from '@atelier/worker/worker.ts'
import type { StandaloneConfig } from './config.ts'

/** A running Atelier. */
export interface Standalone {
  /** Base URL of each service. */
  urls: {
    gateway: string
    users: string
    projects: string
    tasks: string
    worker: string
    /** Management URL with health and metrics of all; `undefined` when it is off. */
    management: string | undefined
  }
  /** Stops accepting work, finishes or requeues work in progress and closes everything; safe to repeat. */
  close(): Promise<void>
}

/**
 * Opens all of Atelier in this process: each service on its own port, with embedded adapters between them. When a part
 * cannot be opened, those before it are closed in reverse order.
 * @throws StartupError when the data folder is locked or a port is in use.
 */
export async function openStandalone(config: StandaloneConfig, options: { log: Logger }): Promise<Standalone> {
  const { value: urls, close } = await openAll(
    opened => openParts(config, options.log, opened),
    error => options.log.error({ err: error }, 'closing failed'),
  )
  return { urls, close }
}

async function openParts(
  config: StandaloneConfig,
  log: Logger,
  opened: AsyncDisposableStack,
): Promise<Standalone['urls']> {
  const { host, ...settings } = config.atelier
  const folder = resolve(settings.dataDir)
  opened.defer(await lockDataFolder(folder))

  const manage = openManagement(managementOf(settings, settings.gatewayPort), { log }, opened)

  const embedded = openEmbeddedPorts(log, opened)
  const { clock, revoked } = embedded
  const keys = await openSigningKeys(join(folder, 'keys', 'signing.json'))
  const verifier = createLocalTokenVerifier(keys, { clock, revoked })
  const gatewaySecret = config.gateway.gatewaySecret as string
  const urls: Standalone['urls'] = {
    gateway: '',
    users: '',
    projects: '',
    tasks: '',
    worker: '',
    management: undefined,
  }

  const storage = await openFolderStorage({
    folder: join(folder, 'objects'),
    baseUrl: () => settings.publicObjectsUrl ?? urls.tasks,
    signingKey: await keptSecret(
      join(folder, 'keys', 'objects.key'),
      async () => randomBytes(32).toString('base64'),
      text => Buffer.byteLength(text) >= 32,
    ),
    minFreeBytes: settings.minFreeBytes,
    uploadsAtOnce: settings.uploadsAtOncePerUser,
    clock,
  })
  opened.defer(() => storage.close())

  const http = httpServing(settings)
  const databaseLimits = fileLimits(settings)
  const ports = { ...embedded, http, verifier, gatewaySecret, singleInstance: true, databaseLimits }
  const databaseOf = (service: string) => ({ databaseUrl: `sqlite:${join(folder, `${service}.sqlite`)}` })

  const users = await createUsersApp({ ...ports, ...databaseOf('users'), keys, settings: config.users })
  opened.defer(() => users.close())
  const projects = await createProjectsApp({
    ...ports,
    ...databaseOf('projects'),
    settings: { ...config.projects, usersUrl: () => `${urls.users}/graphql` },
  })
  opened.defer(() => projects.close())
  const models = openModels(config.models)
  opened.defer(() => models.close())
  const tasks = await createTasksApp({
    ...ports,
    ...databaseOf('tasks'),
    storage,
    random: Math.random,
    routes: http => registerObjectEndpoint(http, storage, log),
    settings: { ...config.tasks, models: models.ids.filter(isModelId), projectsUrl: () => `${urls.projects}/graphql` },
  })
  opened.defer(() => tasks.close())
  const worker = await createWorker({ ...ports, ...databaseOf('worker'), storage, models, settings: config.worker })
  opened.defer(() => worker.close())

  // Consumers listen before producers: messages without a consumer are lost.
  urls.worker = await worker.listen({ host, port: settings.workerPort })
  urls.tasks = await tasks.listen({ host, port: settings.tasksPort })
  urls.projects = await projects.listen({ host, port: settings.projectsPort })
  urls.users = await users.listen({ host, port: settings.usersPort })

  const subgraphUrls = new Map(
    (['users', 'projects', 'tasks'] as const).map(name => [name, `${urls[name]}/graphql`] as const),
  )
  const gateway = await createGateway({
    config: { ...config.gateway, subgraphUrls: new Map([...subgraphUrls, ...config.gateway.subgraphUrls]) },
    log,
    clock,
    cache: embedded.cache,
    verifier,
    processMetrics: true,
    http,
  })
  opened.defer(() => gateway.close())
  for (const [name, { health }] of Object.entries({ users, projects, tasks, worker })) {
    gateway.health.add(name, () => notesOf(health))
  }
  urls.management = await manage(gateway, users, projects, tasks, worker)
  urls.gateway = await gateway.listen({ host, port: settings.gatewayPort })
  // Before any service is closed, so that the waits for remaining clients and for the worker's tasks overlap.
  opened.defer(() => {
    http.connections?.goAway()
    // Its result is awaited when its turn comes.
    worker.close().catch(() => {})
  })
  return urls
}

/** Readiness notes of a service; they do not make the gateway unready. */
async function notesOf(health: Health): Promise<string> {
  const { checks } = await health.readiness()
  const notes = Object.entries(checks).filter(([, says]) => says !== 'ok')
  return notes.map(([check, says]) => `${check}: ${says}`).join('; ')
}
