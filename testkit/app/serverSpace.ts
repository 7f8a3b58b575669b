import { databases } from '@atelier/devservers/contract/addresses.ts'
import type { Bucket } from '../servers/bucketKeys.ts'
import { openKafkaSpace } from '../servers/kafkaSpace.ts'
import { openMinioSpace } from '../servers/minioSpace.ts'
import { minioKeys, realService } from '../servers/realServices.ts'
import { openRedisSpace } from '../servers/redisSpace.ts'
import { createTestDatabase } from '../servers/testDatabase.ts'

/** A part of the real servers that one Atelier has for itself. */
export interface ServerSpace {
  /** The settings by which every process of Atelier finds its part. */
  env: Record<string, string>
  /** The URL of each service's database, which is empty. */
  databases: Record<(typeof databases)[number], string>
  /** Where its objects are. */
  bucket: Bucket
  /** Removes everything of Atelier from the servers. */
  close(): Promise<void>
}

/** How the processes of an Atelier reach servers in another way than the tests do: through ports on this machine. */
export interface Ways {
  mysql?: number
  redis?: number
  minio?: number
  /** Brokers name their own addresses, so these are other brokers altogether. */
  kafkaBrokers?: string
}

/** @throws when a server does not answer, other than MinIO, which is asked later. */
export async function openServerSpace(ways: Ways = {}): Promise<ServerSpace> {
  const opened = new AsyncDisposableStack()
  try {
    const [redis, kafka, minio] = await Promise.all([realService('redis'), realService('kafka'), realService('minio')])
    const brokers = ways.kafkaBrokers ?? kafka.url
    const redisSpace = await openRedisSpace(redis.url)
    opened.defer(() => redisSpace.close())
    const kafkaSpace = await openKafkaSpace(brokers)
    opened.defer(() => kafkaSpace.close())
    const minioSpace = openMinioSpace(minio.url)
    opened.defer(() => minioSpace.close())
    const urls: Record<string, string> = {}
    for (const service of databases) {
      const database = await createTestDatabase('MySQL')
      opened.defer(() => database.remove())
      urls[service] = through(database.url, ways.mysql)
    }
    return {
      env: {
        REDIS_URL: through(redis.url, ways.redis),
        REDIS_PREFIX: redisSpace.prefix,
        KAFKA_BROKERS: brokers,
        KAFKA_PREFIX: kafkaSpace.topic(''),
        // Fewer than usual, as each takes its time to be made; more than one, so that replicas share them.
        KAFKA_PARTITIONS: '4',
        MINIO_URL: through(minio.url, ways.minio),
        MINIO_ACCESS_KEY: minioKeys.accessKey,
        MINIO_SECRET_KEY: minioKeys.secretKey,
        MINIO_BUCKET: minioSpace.bucket,
      },
      databases: urls as ServerSpace['databases'],
      bucket: { minioUrl: minio.url, bucket: minioSpace.bucket },
      close: () => opened.disposeAsync(),
    }
  } catch (error) {
    await opened.disposeAsync()
    throw error
  }
}

function through(url: string, port: number | undefined): string {
  if (port === undefined) return url
  const other = new URL(url)
  other.host = `127.0.0.1:${port}`
  // A URL with a path of its own is written without one where it had none.
  return url.endsWith('/') ? other.href : other.href.replace(/\/$/, '')
}
