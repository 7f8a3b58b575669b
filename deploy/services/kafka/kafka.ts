import { createHash } from 'node:crypto'
import { readdir, readFile, writeFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { HOST } from '../addresses.ts'
import { ServicesFault } from '../fault.ts'
import { findPackage, installOnce } from '../installOnce.ts'
import { ProgramMissing, run } from '../process/run.ts'
import type { Server } from '../server.ts'
import type { ServicesSettings } from '../settings.ts'
import { versionIn } from '../version.ts'
import { askBroker } from './askBroker.ts'
import { newClusterId } from './clusterId.ts'
import { findJava } from './java.ts'
import { kafkaProperties } from './properties.ts'

const pom = join(import.meta.dirname, 'pom.xml')

/** Kafka from its jars on Maven Central: one node, without ZooKeeper. */
export function createKafka(settings: ServicesSettings): Server {
  const { ATELIER_CACHE: cache, ATELIER_KAFKA_PORT: port, ATELIER_KAFKA_CONTROLLER_PORT: controllerPort } = settings
  return {
    name: 'kafka',
    title: 'Kafka',
    address: `${HOST}:${port}`,
    ports: [
      { port, setting: 'ATELIER_KAFKA_PORT' },
      { port: controllerPort, setting: 'ATELIER_KAFKA_CONTROLLER_PORT' },
    ],
    installedVersion: async () => (await findPackage(cache, await packageName()))?.version,
    install: async tell => {
      const java = await findJava(process.env)
      const { folder, version } = await installOnce(cache, await packageName(), tell, unfinished =>
        fetchJars(unfinished, tell),
      )
      const jars = join(folder, '*')
      const writeProperties = async (data: string): Promise<string> => {
        const path = `${data}.properties`
        await writeFile(path, kafkaProperties(basename(data), port, controllerPort))
        return path
      }
      return {
        version,
        prepare: async data => {
          const properties = await writeProperties(data)
          const format = ['format', '--cluster-id', newClusterId(), '--config', properties]
          await run(java, ['-cp', jars, 'kafka.tools.StorageTool', ...format], { cwd: dirname(data) })
        },
        command: async data => ({
          file: java,
          args: ['-Xmx512m', '-XX:+UseSerialGC', ...LOGGING, '-cp', jars, 'kafka.Kafka', await writeProperties(data)],
        }),
        ask: () => askBroker(`${HOST}:${port}`),
      }
    },
  }
}

const LOGGING = [
  '-Dorg.slf4j.simpleLogger.showDateTime=true',
  '-Dorg.slf4j.simpleLogger.dateTimeFormat=HH:mm:ss.SSS',
  '-Dorg.slf4j.simpleLogger.showThreadName=false',
]

/** Another pom has its own folder in the cache. */
async function packageName(): Promise<string> {
  const digest = createHash('sha256')
    .update(await readFile(pom))
    .digest('hex')
  return `kafka-${digest.slice(0, 12)}`
}

async function fetchJars(folder: string, tell: (line: string) => void): Promise<string> {
  tell('fetching jars with Maven')
  const goal = ['dependency:copy-dependencies', `-DoutputDirectory=${folder}`]
  await run('mvn', ['-q', '-B', '-f', pom, ...goal]).catch(error => {
    if (!(error instanceof ProgramMissing)) throw error
    throw new ServicesFault(
      'it is fetched by Maven, and there is no mvn on the PATH. Install it (Debian: apt-get install maven).',
    )
  })
  const server = (await readdir(folder)).find(name => name.startsWith('kafka-server-') && /^\d/.test(name.slice(13)))
  return versionIn(server ?? 'no jar of the server')
}
