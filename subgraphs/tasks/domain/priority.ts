/** Which of a person's own tasks goes first. */
export type TaskPriority = 'LOW' | 'NORMAL' | 'HIGH'

const RANKS: Readonly<Record<TaskPriority, number>> = { HIGH: 0, NORMAL: 1, LOW: 2 }

/** The number that tasks are sorted by; the smaller one goes first, so that one index has the order of the queue. */
export const rankOf = (priority: TaskPriority): number => RANKS[priority]

export const priorityOf = (rank: number): TaskPriority =>
  rank < RANKS.NORMAL ? 'HIGH' : rank > RANKS.NORMAL ? 'LOW' : 'NORMAL'
