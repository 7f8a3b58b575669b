import { randomBytes } from 'node:crypto'
import type { FastifyInstance } from 'fastify'
import { requiredAtStartup } from '../health/requiredAtStartup.ts'
import type { Logger } from '../log/logger.ts'
import type { Service } from '../service/service.ts'
import type { Clock } from '../time/clock.ts'
import { registerObjectEndpoint } from './folderEndpoint.ts'
import { openFolderStorage } from './folderStorage.ts'
import { openMinioStorage } from './minioStorage.ts'
import type { ObjectStorage } from './objectStorage.ts'
import type { StorageSettings } from './storageSettings.ts'

/** How a process hands out the objects of a folder. */
export interface FolderAddresses {
  /** Signs the addresses of a folder's objects; a process that hands out none needs none. */
  signingKey?: string
  /** Where clients reach the endpoint of a folder's objects. */
  baseUrl?: string
}

/** Object storage as the settings choose it. */
export interface OpenStorage {
  storage: ObjectStorage
  /** Serves the addresses that the storage signs, where no server of its own does. */
  routes(http: FastifyInstance): void
  /**
   * Shows in a service's readiness how its storage is.
   * @param meanwhile what becomes of work while the storage is away, where the service can take any then; it has to
   * have been reached once all the same.
   */
  registerHealth(service: Pick<Service, 'health'>, meanwhile?: string): void
}

/** Opens MinIO where the settings name one, else a folder; neither waits for a server. */
export async function openStorage(
  settings: StorageSettings,
  { log, clock, ...addresses }: { log: Logger; clock: Clock } & FolderAddresses,
  opened: AsyncDisposableStack,
): Promise<OpenStorage> {
  const made = settings.minioUrl
    ? { storage: await openMinio(settings.minioUrl, settings, log, clock), routes: () => {} }
    : await openFolder(settings, addresses, log, clock)
  opened.defer(() => made.storage.close())
  const ping = () => made.storage.ping()
  return {
    ...made,
    registerHealth: ({ health }, meanwhile) =>
      health.add('storage', meanwhile === undefined ? ping : requiredAtStartup(meanwhile, ping)),
  }
}

function openMinio(endpoint: string, settings: StorageSettings, log: Logger, clock: Clock): Promise<ObjectStorage> {
  return openMinioStorage({
    endpoint,
    publicEndpoint: settings.minioPublicUrl,
    accessKey: settings.minioAccessKey,
    secretKey: settings.minioSecretKey,
    bucket: settings.minioBucket,
    region: settings.minioRegion,
    silenceMs: settings.minioSilenceMs,
    log,
    clock,
  })
}

async function openFolder(
  { objectsDir: folder, minFreeBytes, uploadsAtOncePerUser: uploadsAtOnce }: StorageSettings,
  { baseUrl = '', signingKey = randomBytes(32).toString('base64') }: FolderAddresses,
  log: Logger,
  clock: Clock,
) {
  const storage = await openFolderStorage({ folder, baseUrl, signingKey, minFreeBytes, uploadsAtOnce, clock })
  return { storage, routes: (http: FastifyInstance) => registerObjectEndpoint(http, storage, log) }
}
