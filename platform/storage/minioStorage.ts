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

/** As many keys as S3 deletes in one request. */
const BATCH = 1_000

/**
 * What an upload must not say: unlike other S3 servers MinIO obeys such headers though they were not signed. The first
 * would put a copy of any object that the signer may read in the place of what was sent.
 */
const NOT_IN_UPLOADS = [
  'x-amz-copy-source',
  'x-amz-server-side-encryption-customer-algorithm',
  'x-minio-source-replication-request',
  'content-encoding',
]

/** Where MinIO is, and how to be let in. */
export interface MinioStorageOptions {
  /** Where the services reach it: `http://host:port`, or `https://…`. */
  endpoint: string
  /** Where clients reach it; the same when absent. */
  publicEndpoint?: string
  accessKey: string
  secretKey: string
  /** Made when it is missing. */
  bucket: string
  region?: string
  /** How long MinIO may be silent within a request before it is taken to be away. */
  silenceMs?: number
  log: Logger
  clock?: Clock
}

/**
 * Object storage in MinIO. When it is away the storage is given all
 * the same, and is good as soon as MinIO is.
 */
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

  /** @throws StorageAwayError unless MinIO answered; what it refuses is thrown as it is. */
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

    // MinIO removes parts of uploads that were not completed by itself, after a day.
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
      // Clients send the length by themselves; browsers let nobody else set it.
      return { url, headers }
    },

    async ping() {
      await answered(bucket.check())
      return undefined
    },
    // The server alone knows how much room it has.
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
    // An answer to HEAD has no body to tell what was not found.
    if (error instanceof S3Error && (error.code === 'NoSuchKey' || error.code === 'NotFound')) return undefined
    throw error
  }
}
