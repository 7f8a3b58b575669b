import type { Logger } from '../../log/logger.ts'

/** How long what was deleted may stay readable in the write-ahead log, in milliseconds, while nothing hinders. */
const AFTER_MS = 2_000

/** The same while something does: a reader in another process, a full disk. */
const AGAIN_MS = 10_000

/**
 * Empties the write-ahead log of a SQLite file a moment after each change, as it holds what rows were before. With
 * `secure_delete` nothing that was deleted is then left in any file.
 */
export interface LogErasing {
  /** Something was changed. */
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
    // What is changed from now on is a reason to come again.
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
