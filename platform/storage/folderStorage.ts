import { access, constants } from 'node:fs/promises'
import { ConcurrencyLimit } from '../concurrency/concurrencyLimit.ts'
import { watchFreeSpace } from '../disk/freeSpace.ts'
import { type Clock, systemClock } from '../time/clock.ts'
import { type ObjectFolder, openObjectFolder } from './objectFolder.ts'
import { checkBytes, checkContentType, checkExpiry, checkObjectKey, type ObjectStorage } from './objectStorage.ts'
import { createSignedUrls, type Grant, type SignedUrls } from './signedUrls.ts'

/** Object storage in a folder, with what its HTTP endpoint needs to honour the URLs that it signs. */
export interface FolderStorage extends ObjectStorage {
  readonly objects: ObjectFolder
  readonly urls: SignedUrls
  readonly clock: Clock
  /** Uploads at once into one folder of keys, which is one person’s. */
  readonly uploads: ConcurrencyLimit
}

/** What a folder storage stands on. */
export interface FolderStorageOptions {
  /** Made when it is missing. */
  folder: string
  /** Where clients reach the endpoint; a function when it is known only after listening. */
  baseUrl: string | (() => string)
  /** Signs URLs; at least 32 bytes, the same for the process that signs and the one that serves. */
  signingKey: string | Uint8Array
  /** What to keep free on the folder's disk, as `watchFreeSpace` has it. */
  minFreeBytes?: number | undefined
  /** How many uploads of one person are taken at once; 8 when absent, `Infinity` for no limit. */
  uploadsAtOnce?: number | undefined
  clock?: Clock
}

/** @throws Error of the file system when the folder cannot be made or written. */
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

    // The folder holds nothing open between calls; what was being written is taken back meanwhile.
    close: () => objects.settled(),
  }
}

function expiryOf(clock: Clock, expiresInMs: number): number {
  checkExpiry(expiresInMs)
  return clock.now().getTime() + Math.floor(expiresInMs)
}
