import { access, constants, mkdir } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { messageOf } from '../errors/messageOf.ts'
import { StartupError } from '../errors/startupError.ts'

/** Thrown when a folder cannot be used as a data folder; the message says what to do. */
export class DataFolderError extends StartupError {
  override readonly name = 'DataFolderError'
}

const SQLITE_BUSY = 5

/**
 * Makes a data folder one's own for as long as the process lives or until the function it gives is called.
 *
 * The lock is SQLite's own lock on a file, which the system lets go of however the process ends.
 * @throws DataFolderError when another process has it or it cannot be written to.
 */
export async function lockDataFolder(folder: string): Promise<() => void> {
  let file: DatabaseSync | undefined
  try {
    await makeFolder(folder)
    // Where nothing may be written, SQLite would take its lock all the same.
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

/** Makes a folder and those above it one by one: the recursive `mkdir` of Node never returns under /proc. */
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
