import { stat, statfs } from 'node:fs/promises'
import type { Logger } from '../../log/logger.ts'

/** `pragma user_version` of a file without deleted rows in its free pages. */
const ERASED = 1

/** For the new file and its write-ahead log, each at most as large as the file. */
const COPIES = 2

export interface FreePagesOptions {
  file: string
  execute: <Row>(sql: string) => Promise<Row[]>
  /** Bytes to leave free on the file's disk. */
  minFreeBytes?: number | undefined
  log: Logger
}

/**
 * Rewrites a SQLite file once, as its free pages still hold rows deleted before `secure_delete`, and then marks it; a
 * new file is only marked. A failure is logged, and retried at the next start.
 */
export async function eraseFreePages({ file, execute, minFreeBytes = 0, log }: FreePagesOptions, isNew: boolean) {
  const mark = () => execute(`pragma user_version = ${ERASED}`)
  try {
    const [version] = await execute<{ user_version: number }>('pragma user_version')
    if (version?.user_version === ERASED) return
    if (isNew) {
      await mark()
      return
    }
    const [{ size }, { bavail, bsize }] = await Promise.all([stat(file), statfs(file)])
    if (bavail * bsize - minFreeBytes < size * COPIES) throw new Error(`too little room to write ${file} anew`)
    await execute('vacuum')
    await mark()
    // Until then the file has its old content, and the log the new one.
    await execute('pragma wal_checkpoint(truncate)')
    log.info({ file }, 'database vacuumed')
  } catch (error) {
    log.warn({ err: error, file }, 'erasing deleted rows failed, retrying at the next start')
  }
}
