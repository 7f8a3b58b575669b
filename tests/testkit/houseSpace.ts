import { openKafkaSpace } from '@atelier/platform/bus/kafka/kafkaSpace.ts'
import { createClosers } from '@atelier/platform/shutdown/closers.ts'
import { realService } from '@atelier/platform/testing/realServices.ts'
import { openRedisSpace } from '@atelier/platform/testing/redisSpace.ts'
import { createTestDatabase } from '@atelier/platform/testing/testDatabase.ts'
import { databases } from '../../deploy/services/addresses.ts'

/** A part of the real servers that one house has for itself. */
export interface HouseSpace {
  /** The settings by which every process of the house finds its part. */
  env: Record<string, string>
  /** The URL of each service's database, which is empty. */
  databases: Record<(typeof databases)[number], string>
  /** Removes everything of the house from the servers. */
  close(): Promise<void>
}

/** @throws when a server does not answer. */
export async function openHouseSpace(): Promise<HouseSpace> {
  const closers = createClosers()
  try {
    const [redis, kafka] = await Promise.all([realService('redis'), realService('kafka')])
    const redisSpace = await openRedisSpace(redis.url)
    closers.add(() => redisSpace.close())
    const kafkaSpace = await openKafkaSpace(kafka.url)
    closers.add(() => kafkaSpace.close())
    const urls: Record<string, string> = {}
    for (const service of databases) {
      const database = await createTestDatabase('MySQL')
      closers.add(() => database.remove())
      urls[service] = database.url
    }
    return {
      env: {
        REDIS_URL: redis.url,
        REDIS_PREFIX: redisSpace.prefix,
        KAFKA_BROKERS: kafka.url,
        KAFKA_PREFIX: kafkaSpace.topic(''),
        // Fewer than usual, as each takes its time to be made; more than one, so that replicas share them.
        KAFKA_PARTITIONS: '4',
      },
      databases: urls as HouseSpace['databases'],
      close: closers.close,
    }
  } catch (error) {
    await closers.close()
    throw error
  }
}
