import {
  access,
  constants,
  link,
  lstat,
  mkdir,
  opendir,
  readdir,
  realpath,
  rename,
  rm,
  rmdir,
  stat,
} from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { messageOf } from '../errors/messageOf.ts'
import { StartupError } from '../errors/startupError.ts'
import { type ObjectFacts, type OpenObject, openObjectFile, writeObjectFile } from './objectFile.ts'
import { checkObjectKey, checkObjectPrefix, InvalidObjectKeyError, type ListedObject } from './objectStorage.ts'
import { isLeftOver, workName } from './workshop.ts'

/** Where files are written before they take their place, and where folders go to be deleted. No key has a leading dot. */
const WORKSHOP = '.workshop'

/** How often a write makes its folders again when they are deleted under its hands. */
const PLACING_TRIES = 10

/** Objects as files of a folder, each at the path that its key says. */
export interface ObjectFolder {
  /** @returns `undefined` when there is no such object. */
  open(key: string): Promise<OpenObject | undefined>
  /**
   * Writes the chunks aside and then puts the whole object in its place at once; nothing is kept when the chunks fail.
   * @throws ObjectExistsError when `overwrite` is false and there is an object already.
   * @throws InvalidObjectKeyError also when the key is a folder of other objects or goes on from another object's key.
   */
  write(
    key: string,
    chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
    options: { contentType: string; overwrite: boolean },
  ): Promise<ObjectFacts>
  delete(key: string): Promise<void>
  deleteAll(prefix: string): Promise<void>
  list(prefix: string): AsyncIterable<ListedObject>
  removeLeftovers(): Promise<void>
  /** Resolves when all writes have ended that were begun, with nothing of theirs left where they failed. */
  settled(): Promise<void>
}

/** Thrown when there is an object already where one was to be created. */
export class ObjectExistsError extends Error {
  override readonly name = 'ObjectExistsError'

  constructor(key: string) {
    super(`There is an object already: ${key}`)
  }
}

/**
 * Makes the folder if need be, and clears what dead processes left in it. Several processes may have it open.
 * Symbolic links inside the folder are never followed.
 */
export async function openObjectFolder(folder: string): Promise<ObjectFolder> {
  const root = await prepare(folder)
  const writes = new Set<Promise<void>>()

  /** @returns where the key's file is if there is one; `undefined` when its folder is missing or reached by a link. */
  async function find(key: string): Promise<string | undefined> {
    const path = join(root, key)
    const parent = dirname(path)
    const real = await unlessAbsent(realpath(parent))
    return real === parent ? path : undefined
  }

  /** Makes the folders of a key one by one, so that none is made behind a link. */
  async function makeFolders(key: string): Promise<string> {
    let path = root
    for (const segment of key.split('/').slice(0, -1)) {
      path = join(path, segment)
      await mkdir(path).catch(ignore('EEXIST'))
      if (!(await lstat(path)).isDirectory()) throw new InvalidObjectKeyError(key)
    }
    return join(root, key)
  }

  async function place(file: string, key: string, overwrite: boolean): Promise<void> {
    for (let attempt = 1; ; attempt++) {
      try {
        const path = await makeFolders(key)
        // A link, unlike a rename, fails when there is something in its place.
        return await (overwrite ? rename(file, path) : link(file, path))
      } catch (error) {
        const code = codeOf(error)
        if (code === 'EISDIR') throw new InvalidObjectKeyError(key)
        if (code === 'EEXIST') throw new ObjectExistsError(key)
        if (code !== 'ENOENT' || attempt === PLACING_TRIES) throw error
      }
    }
  }

  /** Removes a folder that holds nothing any more, and those around it; a writer that needs one makes it again. */
  async function removeEmptyFolders(path: string): Promise<void> {
    for (let folder = path; folder !== root; folder = dirname(folder)) {
      const isRemoved = await rmdir(folder).then(
        () => true,
        () => false,
      )
      if (!isRemoved) return
    }
  }

  /** Looks at one folder after the other, so that it holds few names at a time. */
  async function* filesUnder(path: string, key: string): AsyncGenerator<ListedObject> {
    const folder = await unlessAbsent(opendir(path))
    if (!folder) return
    for await (const entry of folder) {
      const [entryPath, entryKey] = [join(path, entry.name), `${key}${entry.name}`]
      if (entry.isDirectory()) yield* filesUnder(entryPath, `${entryKey}/`)
      const stats = entry.isFile() ? await unlessAbsent(lstat(entryPath)) : undefined
      if (stats) yield { key: entryKey, putAt: stats.mtime }
    }
  }

  return {
    async open(key) {
      checkObjectKey(key)
      const path = await find(key)
      return path === undefined ? undefined : openObjectFile(path)
    },

    async write(key, chunks, { contentType, overwrite }) {
      checkObjectKey(key)
      const file = join(root, WORKSHOP, workName())
      const { promise: end, resolve } = Promise.withResolvers<void>()
      writes.add(end)
      try {
        const facts = await writeObjectFile(file, chunks, contentType)
        await place(file, key, overwrite)
        return facts
      } finally {
        await rm(file, { force: true }).finally(() => {
          writes.delete(end)
          resolve()
        })
      }
    },

    async delete(key) {
      checkObjectKey(key)
      const path = await find(key)
      if (path === undefined) return
      const stats = await unlessAbsent(lstat(path))
      if (!stats || stats.isDirectory()) return
      await rm(path, { force: true })
      await removeEmptyFolders(dirname(path))
    },

    async deleteAll(prefix) {
      checkObjectPrefix(prefix)
      const path = await find(prefix.slice(0, -1))
      if (path === undefined) return
      const stats = await unlessAbsent(lstat(path))
      if (!stats?.isDirectory()) return
      // Moved away first, all objects vanish at once and writers under the prefix begin a new folder.
      const doomed = join(root, WORKSHOP, workName())
      await rename(path, doomed).catch(ignore('ENOENT'))
      await rm(doomed, { recursive: true, force: true })
    },

    async *list(prefix) {
      checkObjectPrefix(prefix)
      const path = await find(prefix.slice(0, -1))
      if (path !== undefined) yield* filesUnder(path, prefix)
    },

    removeLeftovers: () => clearLeftovers(join(root, WORKSHOP)),
    settled: async () => void (await Promise.all(writes)),
  }
}

/** @returns where the folder really is. @throws StartupError */
async function prepare(folder: string): Promise<string> {
  const workshop = join(folder, WORKSHOP)
  try {
    await mkdir(workshop, { recursive: true })
    await clearLeftovers(workshop)
    await access(workshop, constants.W_OK)
    return await realpath(folder)
  } catch (error) {
    const reason = messageOf(error)
    throw new StartupError(
      `The objects folder ${folder} cannot be used (${reason}). See that it is a folder that this process may write to, on a disk with room.`,
      { cause: error },
    )
  }
}

async function clearLeftovers(workshop: string): Promise<void> {
  for (const name of await readdir(workshop)) {
    const path = join(workshop, name)
    const stats = await unlessAbsent(stat(path))
    if (stats && isLeftOver(name, stats.mtimeMs)) await rm(path, { recursive: true, force: true })
  }
}

async function unlessAbsent<T>(looking: Promise<T>): Promise<T | undefined> {
  try {
    return await looking
  } catch (error) {
    const code = codeOf(error)
    if (code === 'ENOENT' || code === 'ENOTDIR' || code === 'ELOOP') return undefined
    throw error
  }
}

const ignore = (code: string) => (error: unknown) => {
  if (codeOf(error) !== code) throw error
}

function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error ? String(error.code) : undefined
}
