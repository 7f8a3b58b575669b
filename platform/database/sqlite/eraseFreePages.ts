import { stat, statfs } from 'node:fs/promises'
import type { Logger } from '../../log/logger.ts'

/** What `pragma user_version` says of a file in which nothing that was deleted is left. */
const ERASED = 1

/** For the new file and the write-ahead log that carries it, each as large as the file at most. */
const COPIES = 2

export interface FreePagesOptions {
  file: string
  execute: <Row>(sql: string) => Promise<Row[]>
  /** Bytes that are to stay free on the file's disk. */
  minFreeBytes?: number | undefined
  log: Logger
}

/**
 * Writes a SQLite file anew, once in its life, as what was deleted before `secure_delete` stands in its free pages
 * still. It is marked then; one that is just being made is marked without. What hinders is logged, and it is tried
 * again at the next start.
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
    // Until then the file is as it was, and the log is what it will be.
    await execute('pragma wal_checkpoint(truncate)')
    log.info({ file }, 'database vacuumed')
  } catch (error) {
    log.warn({ err: error, file }, 'erasing deleted rows failed, retrying at the next start')
  }
}
