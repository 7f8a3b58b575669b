import { access, constants, mkdir } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { messageOf } from '../errors/messageOf.ts'
import { StartupError } from '../errors/startupError.ts'

/** Thrown when a data folder is locked or not writable; the message says what to do. */
export class DataFolderError extends StartupError {
  override readonly name = 'DataFolderError'
}

const SQLITE_BUSY = 5

/**
 * Locks a data folder until the process ends or the returned function is called.
 *
 * The lock is SQLite's lock on a file, which the system releases however the process ends.
 * @throws DataFolderError when another process holds it or the folder is not writable.
 */
export async function lockDataFolder(folder: string): Promise<() => void> {
  let file: DatabaseSync | undefined
  try {
    await makeFolder(folder)
    // In a read-only folder SQLite would lock all the same.
    await access(folder, constants.W_OK | constants.X_OK)
    file = new DatabaseSync(join(folder, 'atelier.lock'), { timeout: 0 })
    file.exec('begin exclusive')
    const held = file
    return () => held.close()
  } catch (error) {
    file?.close()
    throw new DataFolderError(
      isBusy(error)
        ? `The data folder ${folder} is in use by another process. Stop that one, or set DATA_DIR to another folder.`
        : `The data folder ${folder} cannot be written to (${messageOf(error)}). Set DATA_DIR to one that can.`,
      { cause: error },
    )
  }
}

/** Creates a folder and its parents one by one: the recursive `mkdir` of Node never returns under /proc. */
async function makeFolder(folder: string): Promise<void> {
  if (await exists(folder)) return
  await makeFolder(dirname(folder))
  await mkdir(folder, { mode: 0o700 }).catch(error => {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error
  })
}

const exists = (path: string) =>
  access(path).then(
    () => true,
    () => false,
  )

const isBusy = (error: unknown) => error instanceof Error && 'errcode' in error && error.errcode === SQLITE_BUSY
