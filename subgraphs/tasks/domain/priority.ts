/** Which of a person's own tasks goes first. */
export type TaskPriority = 'LOW' | 'NORMAL' | 'HIGH'

const RANKS: Readonly<Record<TaskPriority, number>> = { LOW: 0, NORMAL: 1, HIGH: 2 }

/** The number that tasks are sorted by; greater goes first. */
export const rankOf = (priority: TaskPriority): number => RANKS[priority]

export const priorityOf = (rank: number): TaskPriority =>
  rank > RANKS.NORMAL ? 'HIGH' : rank < RANKS.NORMAL ? 'LOW' : 'NORMAL'
