/** Limits of tasks in flight. */
export interface Caps {
  /** Maximum tasks in flight per user. */
  perUser: number
  /** Maximum tasks in flight in all. */
  total: number
}

/** A user with due tasks. */
export interface QueuedUser {
  userId: string
  /** Number of their due tasks. */
  due: number
  /** Number of their tasks in flight. */
  inFlight: number
}

/**
 * Chooses the users whose tasks are dispatched next: round robin, up to the limits.
 * @param queued in order of when they were last served.
 * @param inFlight tasks in flight in all.
 * @returns user ids in dispatch order, one per task.
 */
export function scheduleFairly(queued: readonly QueuedUser[], inFlight: number, caps: Caps): string[] {
  const schedule: string[] = []
  const left = queued.map(({ userId, due, inFlight: held }) => ({ userId, tasks: Math.min(due, caps.perUser - held) }))
  for (let round = 1; ; round++) {
    const served = left.filter(({ tasks }) => tasks >= round)
    if (served.length === 0) return schedule
    for (const { userId } of served) {
      if (inFlight + schedule.length >= caps.total) return schedule
      schedule.push(userId)
    }
  }
}
