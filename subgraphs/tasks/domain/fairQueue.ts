/** How much of the workers' hands may be full at once. */
export interface Caps {
  /** Tasks in flight of one person. */
  perUser: number
  /** Tasks in flight of everybody. */
  total: number
}

/** Somebody with tasks that are due. */
export interface QueuedUser {
  userId: string
  /** How many of their tasks are due. */
  due: number
  /** How many of their tasks workers have already. */
  inFlight: number
}

/**
 * Whose task goes next, and whose after that, until the workers' hands are full: one task each in turn.
 * @param waiting whoever was served longest ago first.
 * @param inFlight tasks in flight of everybody.
 * @returns user ids in the order of serving; one appears as often as they are served.
 */
export function scheduleFairly(waiting: readonly QueuedUser[], inFlight: number, caps: Caps): string[] {
  const turns: string[] = []
  const left = waiting.map(({ userId, due, inFlight: held }) => ({ userId, tasks: Math.min(due, caps.perUser - held) }))
  for (let round = 1; ; round++) {
    const served = left.filter(({ tasks }) => tasks >= round)
    if (served.length === 0) return turns
    for (const { userId } of served) {
      if (inFlight + turns.length >= caps.total) return turns
      turns.push(userId)
    }
  }
}
