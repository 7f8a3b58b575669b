import { join } from 'node:path'
import { DevServersError } from '../../contract/devServersError.ts'
import { ProgramMissingError, run } from '../../process/run.ts'

const MIN_VERSION = 17
const ADVICE = `Install it (Debian: apt-get install default-jre-headless), or set JAVA_HOME to its folder.`

/**
 * A Java that is recent enough for Kafka: of JAVA_HOME, or on the PATH.
 * @throws DevServersError saying what to install.
 */
export async function findJava(env: Record<string, string | undefined>): Promise<string> {
  const java = env.JAVA_HOME ? join(env.JAVA_HOME, 'bin', 'java') : 'java'
  const about = await run(java, ['-version']).catch(error => {
    if (!(error instanceof ProgramMissingError)) throw error
    throw new DevServersError(`it needs Java ${MIN_VERSION} or newer, and there is no ${java}. ${ADVICE}`)
  })
  const version = javaVersion(about)
  if (version === undefined || version < MIN_VERSION)
    throw new DevServersError(
      `it needs Java ${MIN_VERSION} or newer, and ${java} is Java ${version ?? 'of an unknown version'}. ${ADVICE}`,
    )
  return java
}

/** The major version in the output of `java -version`: 8 for "1.8.0_402", 17 for "17.0.15". */
export function javaVersion(about: string): number | undefined {
  const found = /version "(?:1\.)?(\d+)/.exec(about)
  return found ? Number(found[1]) : undefined
}
