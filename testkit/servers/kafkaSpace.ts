import { randomUUID } from 'node:crypto'
import { type Admin, Kafka, logLevel } from 'kafkajs'
import { waitUntil } from '../support/waitUntil.ts'

/** Unique names on a real Kafka, for one test. */
export interface KafkaSpace {
  admin: Admin
  /** Name of a topic of this test alone. */
  topic(name: string): string
  /** Deletes the topics and groups of the test. */
  close(): Promise<void>
}

/** @param brokers `host:port`, or several with commas between. */
export async function openKafkaSpace(brokers: string): Promise<KafkaSpace> {
  const prefix = `test-${randomUUID()}-`
  const admin = new Kafka({ brokers: brokers.split(','), logLevel: logLevel.NOTHING }).admin()
  await admin.connect()
  return {
    admin,
    topic: name => prefix + name,
    async close() {
      const topics = (await admin.listTopics()).filter(topic => topic.startsWith(prefix))
      await removeGroups(admin, prefix)
      if (topics.length > 0) await admin.deleteTopics({ topics })
      await admin.disconnect()
    },
  }
}

/** A group can be deleted when its last member has left or timed out. */
const removeGroups = (admin: Admin, prefix: string): Promise<void> =>
  waitUntil(async () => {
    const { groups } = await admin.listGroups()
    const own = groups.map(({ groupId }) => groupId).filter(group => group.includes(prefix))
    if (own.length > 0) await admin.deleteGroups(own)
  })
