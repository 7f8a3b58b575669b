import { createMinioClient } from '@atelier/platform/storage/minioClient.ts'
import { minioKeys } from './realServices.ts'

/** A MinIO bucket. */
export interface Bucket {
  minioUrl: string
  bucket: string
}

/** Keys of all objects in a bucket with a prefix. */
export async function bucketKeys({ minioUrl, bucket }: Bucket, prefix: string): Promise<string[]> {
  const endpoint = new URL(minioUrl)
  const { client, disconnect } = createMinioClient({ endpoint, ...minioKeys, region: 'us-east-1', silenceMs: 10_000 })
  try {
    const keys: string[] = []
    for await (const { name } of client.listObjectsV2(bucket, prefix, true)) keys.push(name)
    return keys
  } finally {
    disconnect()
  }
}
