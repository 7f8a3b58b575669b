/** What speaks for keeping a picture that tasks start from. */
export interface InputNeeds {
  /** Tasks that start from it and are not finished. */
  unfinishedTasks: number
  /** When the last of the others was finished; `null` when there are none. */
  lastFinishedAt: Date | null
  /** Until when an upload gives it; `null` when none does. */
  uploadUntil: Date | null
}

/** How long a picture is kept for a task that goes on, before it is asked again. */
const UNFINISHED_MS = 3_600_000

/**
 * Until when a picture is kept that tasks start from: while one goes on, for as long after as it can be tried again, and
 * while somebody can use it as an upload.
 * @param given.keepMs how long a finished task can be tried again.
 * @returns `undefined` when nobody needs it any more.
 */
export function decideInputKeeping(needs: InputNeeds, given: { now: Date; keepMs: number }): Date | undefined {
  const { now, keepMs } = given
  const times = [
    needs.unfinishedTasks > 0 ? now.getTime() + Math.min(UNFINISHED_MS, keepMs) : 0,
    needs.lastFinishedAt ? needs.lastFinishedAt.getTime() + keepMs : 0,
    needs.uploadUntil?.getTime() ?? 0,
  ]
  const until = Math.max(...times)
  return until > now.getTime() ? new Date(until) : undefined
}
