import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { withLock } from '../process/lock.ts'

const VERSION_FILE = 'atelier-version'

/** An installed package in the cache. */
export interface Package {
  folder: string
  version: string
}

/** The package, if it is in the cache. */
export async function findPackage(cache: string, name: string): Promise<Package | undefined> {
  const folder = join(cache, name)
  try {
    return { folder, version: (await readFile(join(folder, VERSION_FILE), 'utf8')).trim() }
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
    throw error
  }
}

/**
 * A package of the cache, installed when it is missing. It is built in a temporary folder and moved when complete, one
 * process at a time, so it is never seen incomplete.
 * @param report called with a line when another process is installing it.
 * @param make fills the given folder and returns the version.
 */
export async function installOnce(
  cache: string,
  name: string,
  report: (line: string) => void,
  make: (folder: string) => Promise<string>,
): Promise<Package> {
  const found = await findPackage(cache, name)
  if (found) return found
  return withLock(
    join(cache, `${name}.lock`),
    () => report('another run is installing it; waiting'),
    async () => {
      const madeMeanwhile = await findPackage(cache, name)
      if (madeMeanwhile) return madeMeanwhile
      const folder = join(cache, name)
      const unfinished = join(cache, `${name}.unfinished`)
      for (const path of [folder, unfinished]) await rm(path, { recursive: true, force: true })
      await mkdir(unfinished)
      const version = await make(unfinished)
      await writeFile(join(unfinished, VERSION_FILE), version)
      await rename(unfinished, folder)
      return { folder, version }
    },
  )
}
