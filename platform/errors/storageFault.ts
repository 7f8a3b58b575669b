/** Why a database or a folder cannot be written; see `storageFault`. */
export type StorageFault =
  /** No space left, or a quota exceeded. */
  | 'full'
  /** Read-only. */
  | 'readOnly'
  /** An I/O error of the disk. */
  | 'failing'
  /** Locked by others for too long. */
  | 'locked'

/** Thrown when another process has locked a database for longer than the timeout. */
export class DatabaseLockedError extends Error {
  override readonly name = 'DatabaseLockedError'
  readonly code = 'DATABASE_LOCKED'
}

/** Thrown in place of writing while disk space is low. */
export class LowDiskSpaceError extends Error {
  override readonly name = 'LowDiskSpaceError'
  readonly code = 'ENOSPC'
}

/** Error codes of the file system, of SQLite (https://sqlite.org/rescode.html) and of MySQL. */
const CODES: Readonly<Record<StorageFault, readonly string[]>> = {
  full: [
    'ENOSPC',
    'EDQUOT',
    'SQLITE_FULL',
    'EE_DISK_FULL',
    'EE_DISK_FULL_WITH_RETRY_MSG',
    'HA_ERR_RECORD_FILE_FULL',
    'HA_ERR_DISK_FULL_NOWAIT',
    'ER_DISK_FULL',
    'ER_DISK_FULL_NOWAIT',
    'ER_RECORD_FILE_FULL',
    'ER_INNODB_UNDO_LOG_FULL',
    'ER_TRANS_CACHE_FULL',
  ],
  readOnly: [
    'EROFS',
    'SQLITE_READONLY',
    'HA_ERR_INNODB_READ_ONLY',
    'ER_OPTION_PREVENTS_STATEMENT',
    'ER_OPEN_AS_READONLY',
    'ER_READ_ONLY_MODE',
    'ER_INNODB_READ_ONLY',
    'ER_SCHEMA_READ_ONLY',
  ],
  failing: ['EIO', 'EFBIG', 'SQLITE_IOERR', 'SQLITE_CANTOPEN', 'SQLITE_NOMEM', 'ER_ERROR_ON_WRITE', 'ER_ERROR_ON_READ'],
  locked: ['DATABASE_LOCKED', 'SQLITE_BUSY', 'ER_LOCK_WAIT_TIMEOUT', 'ER_LOCK_DEADLOCK'],
}

const FAULT_OF = new Map(
  Object.entries(CODES).flatMap(([fault, codes]) => codes.map(code => [code, fault as StorageFault] as const)),
)

/** MySQL gives the system's error number within the message: 28 is ENOSPC, 122 is EDQUOT. */
const NO_ROOM = /\b(errno:|error) (28|122)\b|no space left on device|disk quota exceeded/i

/** Maximum depth of causes. */
const MAX_DEPTH = 8

/**
 * The write failure that an error, or one of its causes, stands for.
 * @returns `undefined` for everything else.
 */
export function storageFault(error: unknown, depth = 0): StorageFault | undefined {
  if (!(error instanceof Error) || depth > MAX_DEPTH) return undefined
  if (NO_ROOM.test(error.message)) return 'full'
  const { code, cause, originalError } = error as { code?: unknown; cause?: unknown; originalError?: unknown }
  return ofCode(String(code)) ?? storageFault(cause, depth + 1) ?? storageFault(originalError, depth + 1)
}

/** SQLite's extended codes begin with the primary code, such as SQLITE_IOERR_WRITE with SQLITE_IOERR. */
const ofCode = (code: string): StorageFault | undefined =>
  FAULT_OF.get(code) ?? (code.startsWith('SQLITE_') ? FAULT_OF.get(code.split('_', 2).join('_')) : undefined)

/** Messages for clients: what does not work, and what to do. */
const SENTENCES: Readonly<Record<StorageFault, string>> = {
  full: 'Nothing can be saved at the moment, as there is no storage space left. Try again later, or delete what is not needed.',
  readOnly: 'Nothing can be saved at the moment. Try again later.',
  failing: 'Nothing can be saved at the moment. Try again later.',
  locked: 'Too much is being saved at the moment. Try again.',
}

export const sentenceOf = (fault: StorageFault): string => SENTENCES[fault]
