import { randomUUID } from 'node:crypto'
import { createLogger } from '@atelier/platform/log/logger.ts'
import { createMinioClient } from '@atelier/platform/storage/minioClient.ts'
import { type MinioStorageOptions, openMinioStorage } from '@atelier/platform/storage/minioStorage.ts'
import type { ObjectStorage } from '@atelier/platform/storage/objectStorage.ts'
import { minioKeys } from './realServices.ts'

/** A bucket for one test. */
export interface MinioSpace {
  bucket: string
  /** Opens a storage in the bucket, which it creates. */
  open(options?: Partial<MinioStorageOptions>): Promise<ObjectStorage>
  /** Keys of all objects. */
  keys(): Promise<string[]>
  /** Removes the bucket, which must be empty. */
  removeBucket(): Promise<void>
  /** Removes the bucket, if it was made, with all that is in it. */
  close(): Promise<void>
}

export function openMinioSpace(endpoint: string): MinioSpace {
  const bucket = `test-${randomUUID()}`
  const log = createLogger({ name: 'test', level: 'warn' })
  const { client, disconnect } = createMinioClient({
    endpoint: new URL(endpoint),
    ...minioKeys,
    region: 'us-east-1',
    silenceMs: 10_000,
  })

  async function keys(): Promise<string[]> {
    const names: string[] = []
    for await (const { name } of client.listObjectsV2(bucket, '', true)) names.push(name)
    return names
  }

  return {
    bucket,
    keys,
    open: options => openMinioStorage({ endpoint, ...minioKeys, bucket, log, ...options }),
    removeBucket: () => client.removeBucket(bucket),
    async close() {
      if (await client.bucketExists(bucket)) {
        await client.removeObjects(bucket, await keys())
        await client.removeBucket(bucket)
      }
      disconnect()
    },
  }
}
