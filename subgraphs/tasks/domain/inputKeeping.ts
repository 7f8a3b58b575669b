/** The uses of an input picture. */
export interface InputNeeds {
  /** Unfinished tasks with this input. */
  unfinishedTasks: number
  /** When the last other task finished; `null` without one. */
  lastFinishedAt: Date | null
  /** Until when an upload refers to it; `null` without one. */
  uploadUntil: Date | null
}

/** Milliseconds until the next check of an input that an unfinished task uses. */
const UNFINISHED_MS = 3_600_000

/**
 * Decides how long an input picture is kept: while a task uses it, for the retry period after, and while an upload
 * refers to it.
 * @param given.keepMs the period in which a finished task can be retried.
 * @returns `undefined` for an unused input.
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
