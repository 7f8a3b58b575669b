import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { DevServersError } from '../contract/devServersError.ts'
import type { Command } from '../contract/server.ts'
import { ProgramMissingError, run } from '../process/run.ts'

const script = join(import.meta.dirname, 'unpackDebian.sh')

/**
 * Unpacks Debian packages with their dependencies into a folder, outside the system.
 * @param suite a suite of Debian, or `own` for that of the machine's apt.
 * @param advice what to do without apt, as a sentence.
 * @throws DevServersError
 */
export async function unpack(
  folder: string,
  suite: 'own' | 'sid',
  packages: readonly string[],
  advice: string,
): Promise<void> {
  for (const tool of ['apt-get', 'dpkg-deb']) {
    await run(tool, ['--version']).catch(error => {
      if (!(error instanceof ProgramMissingError)) throw error
      throw new DevServersError(`it comes from Debian's packages, and this machine has no ${tool}. ${advice}`)
    })
  }
  await run('bash', [script, folder, suite, ...packages])
}

/** Runs a program of an unpacked folder with the folder's own C library. */
export async function unpackedCommand(folder: string, program: string, args: readonly string[]): Promise<Command> {
  const { loader, libraries } = await findLoader(folder)
  return { file: loader, args: ['--library-path', libraries, join(folder, program), ...args] }
}

async function findLoader(folder: string): Promise<{ loader: string; libraries: string }> {
  const lib = join(folder, 'usr/lib')
  for (const name of await readdir(lib)) {
    if (!name.endsWith('-linux-gnu')) continue
    const libraries = join(lib, name)
    const loader = (await readdir(libraries)).find(file => file.startsWith('ld-linux'))
    if (loader) return { loader: join(libraries, loader), libraries }
  }
  throw new DevServersError(`${folder} is not complete; remove it and try again.`)
}
