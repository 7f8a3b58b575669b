/** Limits of tasks in flight. */
export interface Caps {
  /** Tasks in flight of one person. */
  perUser: number
  /** Tasks in flight of everybody. */
  total: number
}

/** A user with tasks that are due. */
export interface QueuedUser {
  userId: string
  /** How many of their tasks are due. */
  due: number
  /** How many of their tasks are in flight. */
  inFlight: number
}

/**
 * The users whose tasks are dispatched next: round robin, until the limits are reached.
 * @param queued in the order of when they were last served, the longest ago first.
 * @param inFlight tasks in flight of everybody.
 * @returns user ids in the order of dispatch; one appears once for each task.
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
