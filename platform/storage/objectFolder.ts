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
import { isStale, temporaryName } from './temporaryFiles.ts'

/** Folder of files being written and of folders being deleted. No key begins with a dot. */
const TEMPORARY = '.workshop'

/** Retries of a write whose folders are deleted concurrently. */
const PLACING_TRIES = 10

/** Objects as files of a folder, each at the path of its key. */
export interface ObjectFolder {
  /** @returns `undefined` without such an object. */
  open(key: string): Promise<OpenObject | undefined>
  /**
   * Writes the chunks to a temporary file and then moves it into place; nothing is stored when the chunks fail.
   * @throws ObjectExistsError when `overwrite` is false and the object exists.
   * @throws InvalidObjectKeyError also when the key is a folder of other objects or continues another object's key.
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
  /** Resolves when all writes have ended, without leftovers of failed ones. */
  settled(): Promise<void>
}

/** Thrown when an object to be created exists. */
export class ObjectExistsError extends Error {
  override readonly name = 'ObjectExistsError'

  constructor(key: string) {
    super(`There is an object already: ${key}`)
  }
}

/**
 * Creates the folder if need be, and removes leftovers of dead processes. Several processes may have it open.
 * Symbolic links inside the folder are never followed.
 */
export async function openObjectFolder(folder: string): Promise<ObjectFolder> {
  const root = await prepare(folder)
  const writes = new Set<Promise<void>>()

  /** @returns the path of a key's file; `undefined` when its folder is missing or a link. */
  async function find(key: string): Promise<string | undefined> {
    const path = join(root, key)
    const parent = dirname(path)
    const real = await unlessAbsent(realpath(parent))
    return real === parent ? path : undefined
  }

  /** Creates the folders of a key one by one, so that none is created behind a link. */
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
        // A link, unlike a rename, fails when the target exists.
        return await (overwrite ? rename(file, path) : link(file, path))
      } catch (error) {
        const code = codeOf(error)
        if (code === 'EISDIR') throw new InvalidObjectKeyError(key)
        if (code === 'EEXIST') throw new ObjectExistsError(key)
        if (code !== 'ENOENT' || attempt === PLACING_TRIES) throw error
      }
    }
  }

  /** Removes an empty folder, and empty ones around it; a writer that needs one creates it again. */
  async function removeEmptyFolders(path: string): Promise<void> {
    for (let folder = path; folder !== root; folder = dirname(folder)) {
      const isRemoved = await rmdir(folder).then(
        () => true,
        () => false,
      )
      if (!isRemoved) return
    }
  }

  /** Reads one folder after the other, so that it holds few names at a time. */
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
      const file = join(root, TEMPORARY, temporaryName())
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
      // Moved away first, all objects disappear at once and writers under the prefix start a new folder.
      const doomed = join(root, TEMPORARY, temporaryName())
      await rename(path, doomed).catch(ignore('ENOENT'))
      await rm(doomed, { recursive: true, force: true })
    },

    async *list(prefix) {
      checkObjectPrefix(prefix)
      const path = await find(prefix.slice(0, -1))
      if (path !== undefined) yield* filesUnder(path, prefix)
    },

    removeLeftovers: () => clearLeftovers(join(root, TEMPORARY)),
    settled: async () => void (await Promise.all(writes)),
  }
}

/** @returns the real path of the folder. @throws StartupError */
async function prepare(folder: string): Promise<string> {
  const temporary = join(folder, TEMPORARY)
  try {
    await mkdir(temporary, { recursive: true })
    await clearLeftovers(temporary)
    await access(temporary, constants.W_OK)
    return await realpath(folder)
  } catch (error) {
    const reason = messageOf(error)
    throw new StartupError(
      `The objects folder ${folder} cannot be used (${reason}). See that it is a folder that this process may write to, on a disk with room.`,
      { cause: error },
    )
  }
}

async function clearLeftovers(temporary: string): Promise<void> {
  for (const name of await readdir(temporary)) {
    const path = join(temporary, name)
    const stats = await unlessAbsent(stat(path))
    if (stats && isStale(name, stats.mtimeMs)) await rm(path, { recursive: true, force: true })
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
