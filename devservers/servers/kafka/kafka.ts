import { writeFile } from 'node:fs/promises'
import { basename, dirname } from 'node:path'
import { HOST } from '../../contract/addresses.ts'
import type { Server } from '../../contract/server.ts'
import type { DevServersSettings } from '../../contract/settings.ts'
import { run } from '../../process/run.ts'
import { askBroker } from './askBroker.ts'
import { newClusterId } from './clusterId.ts'
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
