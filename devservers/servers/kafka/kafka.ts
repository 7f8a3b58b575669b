import { randomBytes } from 'node:crypto'
import { writeFile } from 'node:fs/promises'
import { basename, dirname } from 'node:path'
import { Kafka, logLevel } from 'kafkajs'
import { HOST } from '../../contract/addresses.ts'
import { DevServersError } from '../../contract/devServersError.ts'
import type { Server } from '../../contract/server.ts'
import type { DevServersSettings } from '../../contract/settings.ts'
import { run } from '../../process/run.ts'
import { findKafka, installKafka } from './installKafka.ts'
import { kafkaProperties } from './properties.ts'

/** Differences from the default broker, which needs no authentication. */
export interface KafkaVariant {
  /** Additional or overriding settings. */
  properties?: Record<string, string>
  /** Additional options of its Java. */
  java?: readonly string[]
  /** Additional arguments of the tool that formats the data folder. */
  format?: readonly string[]
  /** See `Program.ask`. */
  ask?: () => Promise<void>
}

/** Kafka as a single node, without ZooKeeper. */
export function createKafka(settings: DevServersSettings, variant: KafkaVariant = {}): Server {
  const { atelierCache: cache, atelierKafkaPort: port, atelierKafkaControllerPort: controllerPort } = settings
  const address = `${HOST}:${port}`
  return {
    name: 'kafka',
    title: 'Kafka',
    address,
    ports: [
      { port, setting: 'ATELIER_KAFKA_PORT' },
      { port: controllerPort, setting: 'ATELIER_KAFKA_CONTROLLER_PORT' },
    ],
    installedVersion: async () => (await findKafka(cache))?.version,
    install: async report => {
      const { java, classPath, version } = await installKafka(cache, report)
      const writeProperties = async (data: string): Promise<string> => {
        const path = `${data}.properties`
        await writeFile(path, kafkaProperties(basename(data), port, controllerPort, variant.properties))
        return path
      }
      return {
        version,
        prepare: async data => {
          const properties = await writeProperties(data)
          const format = ['format', '--cluster-id', newClusterId(), '--config', properties, ...(variant.format ?? [])]
          const options = [START_FAST, '-cp', classPath]
          await run(java, [...options, 'kafka.tools.StorageTool', ...format], { cwd: dirname(data) })
        },
        command: async data => {
          const properties = await writeProperties(data)
          const options = ['-Xmx512m', '-XX:+UseSerialGC', ...LOGGING, ...(variant.java ?? [])]
          return { file: java, args: [...options, '-cp', classPath, 'kafka.Kafka', properties] }
        },
        ask: variant.ask ?? (() => askBroker(address)),
      }
    },
  }
}

/** Less optimising compilation, which pays off for short runs: half the work until a broker is ready. */
export const START_FAST = '-XX:TieredStopAtLevel=1'

const LOGGING = [
  '-Dorg.slf4j.simpleLogger.showDateTime=true',
  '-Dorg.slf4j.simpleLogger.dateTimeFormat=HH:mm:ss.SSS',
  '-Dorg.slf4j.simpleLogger.showThreadName=false',
]

/** A new cluster id: 16 random bytes in base64url, without a leading dash, which Kafka's tools take for an option. */
export function newClusterId(): string {
  const id = randomBytes(16).toString('base64url')
  return id.startsWith('-') ? newClusterId() : id
}

const PROBE_TIMEOUT_MS = 2_000

/**
 * A readiness probe of a broker; rejects until the broker is in its cluster's metadata, as it accepts no messages
 * before.
 */
async function askBroker(address: string): Promise<void> {
  const limits = { connectionTimeout: PROBE_TIMEOUT_MS, requestTimeout: PROBE_TIMEOUT_MS, retry: { retries: 0 } }
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
