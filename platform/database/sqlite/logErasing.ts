import type { Logger } from '../../log/logger.ts'

/** How long deleted rows may stay readable in the write-ahead log, in milliseconds, while checkpoints succeed. */
const AFTER_MS = 2_000

/** The retry interval while they fail: a reader in another process, a full disk. */
const AGAIN_MS = 10_000

/**
 * Truncates the write-ahead log of a SQLite file shortly after each change, as it holds the rows' old values. With
 * `secure_delete`, no file then holds deleted rows.
 */
export interface LogErasing {
  /** A change was committed. */
  changed(): void
  stop(): void
}

/** @param empty resolves with whether the log is empty now. */
export function createLogErasing(empty: () => Promise<boolean>, log: Logger): LogErasing {
  let timer: NodeJS.Timeout | undefined
  let stopped = false

  function soon(ms: number): void {
    if (timer || stopped) return
    timer = setTimeout(erase, ms)
    timer.unref()
  }

  async function erase(): Promise<void> {
    // Later changes need another checkpoint.
    timer = undefined
    try {
      if (!(await empty())) soon(AGAIN_MS)
    } catch (error) {
      if (!stopped) log.warn({ err: error }, 'write-ahead log checkpoint failed, retrying')
      soon(AGAIN_MS)
    }
  }

  return {
    changed: () => soon(AFTER_MS),
    stop() {
      stopped = true
      clearTimeout(timer)
    },
  }
}
