import { Kafka, logLevel } from 'kafkajs'
import { DevServersError } from '../../contract/devServersError.ts'

const LIMIT_MS = 2_000

/**
 * A readiness probe of a broker; rejects until the broker is in its cluster's metadata, as it accepts no messages
 * before.
 */
export async function askBroker(address: string): Promise<void> {
  const limits = { connectionTimeout: LIMIT_MS, requestTimeout: LIMIT_MS, retry: { retries: 0 } }
  const admin = new Kafka({ brokers: [address], logLevel: logLevel.NOTHING, ...limits }).admin()
  try {
    await admin.connect()
    const { brokers } = await admin.describeCluster()
    if (!brokers.some(({ host, port }) => `${host}:${port}` === address))
      throw new DevServersError('the broker has not joined its cluster yet')
  } finally {
    await admin.disconnect()
  }
}
