import { databases } from '@atelier/devservers/contract/addresses.ts'
import type { Bucket } from '../servers/bucketKeys.ts'
import { openKafkaSpace } from '../servers/kafkaSpace.ts'
import { openMinioSpace } from '../servers/minioSpace.ts'
import { minioKeys, realService } from '../servers/realServices.ts'
import { openRedisSpace } from '../servers/redisSpace.ts'
import { createTestDatabase } from '../servers/testDatabase.ts'

/** One Atelier's own part of the real servers. */
export interface ServerSpace {
  /** Settings of every process for its part. */
  env: Record<string, string>
  /** URL of each service's empty database. */
  databases: Record<(typeof databases)[number], string>
  /** Bucket of its objects. */
  bucket: Bucket
  /** Removes everything of Atelier from the servers. */
  close(): Promise<void>
}

/** Ports of proxies through which the processes of an Atelier reach the servers. */
export interface Ways {
  mysql?: number
  redis?: number
  minio?: number
  /** Other brokers, as brokers advertise their own addresses. */
  kafkaBrokers?: string
}

/** @throws when a server other than MinIO, which is used later, is not reachable. */
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
        // Fewer than by default, as each takes time to create; more than one, so that replicas share them.
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
  // `URL` adds a slash to one without a path.
  return url.endsWith('/') ? other.href : other.href.replace(/\/$/, '')
}
