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

/** The public URLs of a folder's objects. */
export interface FolderAddresses {
  /** Key of URL signatures; a process that signs no URLs needs none. */
  signingKey?: string
  /** Public base URL of the folder's endpoint. */
  baseUrl?: string
}

/** The configured object storage. */
export interface OpenStorage {
  storage: ObjectStorage
  /** Serves the signed URLs of a folder; MinIO serves its own. */
  routes(http: FastifyInstance): void
  /**
   * Adds the storage's state to a service's readiness.
   * @param meanwhile how work goes on while the storage is away, where the service can take any then; it must still
   * have been reached once.
   */
  registerHealth(service: Pick<Service, 'health'>, meanwhile?: string): void
}

/** Opens MinIO where it is set, else a folder; does not wait for a server. */
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
