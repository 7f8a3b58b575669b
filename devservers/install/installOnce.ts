import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { withLock } from '../process/lock.ts'

const VERSION_FILE = 'atelier-version'

/** A folder of the cache that is complete. */
export interface Package {
  folder: string
  version: string
}

/** The package if it is in the cache. */
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
 * Gives a package of the cache, made first when it is not there.
 *
 * It is made in a folder of its own and moved when complete, one process at a time, so nobody sees half of it.
 * @param tell is given a line when another process is making it.
 * @param make fills the folder that it is given and tells the version.
 */
export async function installOnce(
  cache: string,
  name: string,
  tell: (line: string) => void,
  make: (folder: string) => Promise<string>,
): Promise<Package> {
  const found = await findPackage(cache, name)
  if (found) return found
  return withLock(
    join(cache, `${name}.lock`),
    () => tell('another run is installing it; waiting'),
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
