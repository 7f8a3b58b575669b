import { mkdir } from 'node:fs/promises'
import { dirname } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { setTimeout as sleep } from 'node:timers/promises'

const POLL_MS = 100
const SQLITE_BUSY = 5

/**
 * Runs an action under a lock between processes. The lock is SQLite's own lock on a file, which the system releases
 * however the process ends.
 * @param onWait called once when another process holds the lock.
 */
export async function withLock<Result>(
  path: string,
  onWait: () => void,
  action: () => Promise<Result>,
): Promise<Result> {
  await mkdir(dirname(path), { recursive: true })
  let held = tryLock(path)
  if (!held) onWait()
  while (!held) {
    await sleep(POLL_MS)
    held = tryLock(path)
  }
  try {
    return await action()
  } finally {
    held.close()
  }
}

function tryLock(path: string): DatabaseSync | undefined {
  const file = new DatabaseSync(path, { timeout: 0 })
  try {
    file.exec('begin exclusive')
    return file
  } catch (error) {
    file.close()
    if (error instanceof Error && 'errcode' in error && error.errcode === SQLITE_BUSY) return undefined
    throw error
  }
}
