import { buffer } from 'node:stream/consumers'
import { type Client, S3Error } from 'minio'
import type { Logger } from '../log/logger.ts'
import { type Clock, systemClock } from '../time/clock.ts'
import { openMinioBucket } from './minioBucket.ts'
import { createMinioClient } from './minioClient.ts'
import {
  checkBytes,
  checkContentType,
  checkExpiry,
  checkObjectKey,
  checkObjectPrefix,
  type ObjectStorage,
  StorageAwayError,
} from './objectStorage.ts'
import { createPresignedUrls } from './presignedUrls.ts'

/** Maximum keys of an S3 delete request. */
const BATCH = 1_000

/**
 * Headers that an upload must not have: unlike other S3 servers MinIO obeys them though they were not signed. The first
 * would store a copy of any object that the signer may read in place of the body.
 */
const NOT_IN_UPLOADS = [
  'x-amz-copy-source',
  'x-amz-server-side-encryption-customer-algorithm',
  'x-minio-source-replication-request',
  'content-encoding',
]

/** Connection parameters and credentials of MinIO. */
export interface MinioStorageOptions {
  /** URL for the services: `http://host:port`, or `https://…`. */
  endpoint: string
  /** URL for clients; the same when absent. */
  publicEndpoint?: string
  accessKey: string
  secretKey: string
  /** Created when missing. */
  bucket: string
  region?: string
  /** Milliseconds of silence after which a request fails. */
  silenceMs?: number
  log: Logger
  clock?: Clock
}

/** Object storage in MinIO. Returns even while MinIO is unavailable, and works as soon as it is. */
export async function openMinioStorage(options: MinioStorageOptions): Promise<ObjectStorage> {
  const { accessKey, secretKey, bucket: name, region = 'us-east-1', silenceMs = 5_000, log } = options
  const endpoint = new URL(options.endpoint)
  const { client, disconnect } = createMinioClient({ endpoint, accessKey, secretKey, region, silenceMs })
  const urls = createPresignedUrls({
    endpoint: new URL(options.publicEndpoint ?? endpoint),
    accessKey,
    secretKey,
    region,
    clock: options.clock ?? systemClock,
  })
  const bucket = await openMinioBucket({ client, name, address: endpoint.host, log })

  /** @throws StorageAwayError without a response; errors of MinIO itself are thrown as they are. */
  async function answered<T>(answer: Promise<T>): Promise<T> {
    try {
      return await answer
    } catch (error) {
      if (error instanceof S3Error) throw error
      throw new StorageAwayError(`MinIO at ${endpoint.host} does not answer.`, { cause: error })
    }
  }

  async function ask<T>(question: (client: Client) => Promise<T>): Promise<T> {
    await answered(bucket.ready())
    return answered(question(client))
  }

  async function remove(keys: string[]): Promise<void> {
    const failures = (await client.removeObjects(name, keys)).filter(failure => failure != null)
    if (failures.length > 0) {
      throw new S3Error(`MinIO could not delete ${failures.length} objects: ${JSON.stringify(failures[0])}`)
    }
  }

  return {
    async put(key, bytes, { contentType }) {
      checkObjectKey(key)
      checkContentType(contentType)
      const body = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
      await ask(minio => minio.putObject(name, key, body, body.length, { 'Content-Type': contentType }))
    },

    async get(key) {
      checkObjectKey(key)
      return unlessAbsent(ask(async minio => buffer(await minio.getObject(name, key))))
    },

    async info(key) {
      checkObjectKey(key)
      const stat = await unlessAbsent(ask(minio => minio.statObject(name, key)))
      return stat && { key, bytes: stat.size, contentType: String(stat.metaData['content-type']) }
    },

    async delete(key) {
      checkObjectKey(key)
      await ask(minio => minio.removeObject(name, key))
    },

    async deleteAll(prefix) {
      checkObjectPrefix(prefix)
      await ask(async minio => {
        let keys: string[] = []
        for await (const object of minio.listObjectsV2(name, prefix, true)) {
          keys.push(object.name)
          if (keys.length < BATCH) continue
          await remove(keys)
          keys = []
        }
        if (keys.length > 0) await remove(keys)
      })
    },

    async *list(prefix) {
      checkObjectPrefix(prefix)
      await answered(bucket.ready())
      for await (const { name: key, lastModified } of client.listObjectsV2(name, prefix, true)) {
        if (key !== undefined && lastModified !== undefined) yield { key, putAt: lastModified }
      }
    },

    // MinIO removes parts of incomplete uploads by itself, after a day.
    async removeLeftovers() {},

    async signGet(key, { expiresInMs }) {
      checkObjectKey(key)
      checkExpiry(expiresInMs)
      return { url: await urls.write('GET', `${name}/${key}`, { expiresInMs }), headers: {} }
    },

    async signPut(key, { expiresInMs, contentType, bytes }) {
      checkObjectKey(key)
      checkExpiry(expiresInMs)
      checkContentType(contentType)
      checkBytes(bytes)
      const headers = { 'content-type': contentType, 'if-none-match': '*' }
      const url = await urls.write('PUT', `${name}/${key}`, {
        expiresInMs,
        headers: { ...headers, 'content-length': String(bytes) },
        without: NOT_IN_UPLOADS,
      })
      // Clients send the length by themselves; browsers do not allow it to be set.
      return { url, headers }
    },

    async ping() {
      await answered(bucket.check())
      return undefined
    },
    // Only the server knows its free space.
    async checkRoom() {},

    async close() {
      bucket.close()
      disconnect()
    },
  }
}

async function unlessAbsent<T>(answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer
  } catch (error) {
    // A response to HEAD has no body with an error code.
    if (error instanceof S3Error && (error.code === 'NoSuchKey' || error.code === 'NotFound')) return undefined
    throw error
  }
}
