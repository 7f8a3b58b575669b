/** The priority of a task among its requester's own. */
export type TaskPriority = 'LOW' | 'NORMAL' | 'HIGH'

const RANKS: Readonly<Record<TaskPriority, number>> = { HIGH: 0, NORMAL: 1, LOW: 2 }

/** The rank that tasks are sorted by, lower first, so that one index has the queue's order. */
export const rankOf = (priority: TaskPriority): number => RANKS[priority]

export const priorityOf = (rank: number): TaskPriority =>
  rank < RANKS.NORMAL ? 'HIGH' : rank > RANKS.NORMAL ? 'LOW' : 'NORMAL'
