import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { DevServersError } from '../../contract/devServersError.ts'
import { findPackage, installOnce, type Package } from '../../install/installOnce.ts'
import { versionIn } from '../../install/version.ts'
import { ProgramMissingError, run } from '../../process/run.ts'
import { findJava } from './java.ts'

const pom = join(import.meta.dirname, 'pom.xml')

/** An installed Kafka with its Java. */
export interface InstalledKafka {
  java: string
  /** Java class path. */
  classPath: string
  version: string
}

/** Kafka, if it is in the cache. */
export const findKafka = async (cache: string): Promise<Package | undefined> => findPackage(cache, await packageName())

/**
 * Installs Kafka's jars from Maven Central, unless they are in the cache.
 * @throws DevServersError naming what is missing on the machine.
 */
export async function installKafka(cache: string, report: (line: string) => void): Promise<InstalledKafka> {
  const java = await findJava(process.env)
  const { folder, version } = await installOnce(cache, await packageName(), report, unfinished =>
    fetchJars(unfinished, report),
  )
  return { java, classPath: join(folder, '*'), version }
}

/** Each version of the pom has its own folder in the cache. */
async function packageName(): Promise<string> {
  const digest = createHash('sha256')
    .update(await readFile(pom))
    .digest('hex')
  return `kafka-${digest.slice(0, 12)}`
}

async function fetchJars(folder: string, report: (line: string) => void): Promise<string> {
  report('fetching jars with Maven')
  const goal = ['dependency:copy-dependencies', `-DoutputDirectory=${folder}`]
  await run('mvn', ['-q', '-B', '-f', pom, ...goal]).catch(error => {
    if (!(error instanceof ProgramMissingError)) throw error
    throw new DevServersError(
      'it is fetched by Maven, and there is no mvn on the PATH. Install it (Debian: apt-get install maven).',
    )
  })
  const server = (await readdir(folder)).find(name => name.startsWith('kafka-server-') && /^\d/.test(name.slice(13)))
  return versionIn(server ?? 'no jar of the server')
}
