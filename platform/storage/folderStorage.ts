import { access, constants } from 'node:fs/promises'
import { ConcurrencyLimit } from '../concurrency/concurrencyLimit.ts'
import { watchFreeSpace } from '../disk/freeSpace.ts'
import { type Clock, systemClock } from '../time/clock.ts'
import { type ObjectFolder, openObjectFolder } from './objectFolder.ts'
import { checkBytes, checkContentType, checkExpiry, checkObjectKey, type ObjectStorage } from './objectStorage.ts'
import { createSignedUrls, type Grant, type SignedUrls } from './signedUrls.ts'

/** Object storage in a folder, with the parts that its HTTP endpoint needs. */
export interface FolderStorage extends ObjectStorage {
  readonly objects: ObjectFolder
  readonly urls: SignedUrls
  readonly clock: Clock
  /** Concurrent uploads into one folder of keys, which is one user's. */
  readonly uploads: ConcurrencyLimit
}

/** Options of a folder storage. */
export interface FolderStorageOptions {
  /** Created when missing. */
  folder: string
  /** Public base URL of the endpoint; a function when it is known only after listening. */
  baseUrl: string | (() => string)
  /** Key of URL signatures; at least 32 bytes, the same for the process that signs and the one that serves. */
  signingKey: string | Uint8Array
  /** Free space of the folder's disk, as for `watchFreeSpace`. */
  minFreeBytes?: number | undefined
  /** Maximum concurrent uploads of one user; 8 when absent, `Infinity` for no limit. */
  uploadsAtOnce?: number | undefined
  clock?: Clock
}

/** @throws Error of the file system when the folder cannot be created or written. */
export async function openFolderStorage(options: FolderStorageOptions): Promise<FolderStorage> {
  const clock = options.clock ?? systemClock
  const urls = createSignedUrls(options.signingKey)
  const objects = await openObjectFolder(options.folder)
  const room = watchFreeSpace(options.folder, options.minFreeBytes)

  function urlOf(grant: Grant): string {
    const base = typeof options.baseUrl === 'string' ? options.baseUrl : options.baseUrl()
    return base.replace(/\/+$/, '') + urls.write(grant)
  }

  return {
    objects,
    urls,
    clock,
    uploads: new ConcurrencyLimit(options.uploadsAtOnce ?? 8),

    async put(key, bytes, { contentType }) {
      checkContentType(contentType)
      checkObjectKey(key)
      await room.check()
      await objects.write(key, [bytes], { contentType, overwrite: true })
    },

    async get(key) {
      const object = await objects.open(key)
      if (!object) return undefined
      try {
        return await object.bytes()
      } finally {
        await object.close()
      }
    },

    async info(key) {
      const object = await objects.open(key)
      if (!object) return undefined
      await object.close()
      return { key, bytes: object.facts.bytes, contentType: object.facts.contentType }
    },

    delete: key => objects.delete(key),
    deleteAll: prefix => objects.deleteAll(prefix),
    list: prefix => objects.list(prefix),
    removeLeftovers: () => objects.removeLeftovers(),

    async signGet(key, { expiresInMs }) {
      checkObjectKey(key)
      return { url: urlOf({ method: 'GET', key, expiresAt: expiryOf(clock, expiresInMs) }), headers: {} }
    },

    async signPut(key, { expiresInMs, contentType, bytes }) {
      checkObjectKey(key)
      checkContentType(contentType)
      checkBytes(bytes)
      return {
        url: urlOf({ method: 'PUT', key, expiresAt: expiryOf(clock, expiresInMs), contentType, bytes }),
        headers: { 'content-type': contentType },
      }
    },

    async ping() {
      await access(options.folder, constants.R_OK | constants.W_OK | constants.X_OK)
      return room.note()
    },
    checkRoom: room.check,

    // The folder has no handles open between calls; writes in progress are rolled back meanwhile.
    close: () => objects.settled(),
  }
}

function expiryOf(clock: Clock, expiresInMs: number): number {
  checkExpiry(expiresInMs)
  return clock.now().getTime() + Math.floor(expiresInMs)
}
