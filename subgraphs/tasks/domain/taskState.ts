/** Where a task stands; the last three are final. */
export type TaskStatus = 'PENDING' | 'QUEUED' | 'PROCESSING' | 'COMPLETED' | 'FAILED' | 'CANCELED'

export type TaskType = 'IMAGE_GENERATION' | 'STYLE_TRANSFER'

/** Statuses that a task can still leave. */
export const UNFINISHED = ['PENDING', 'QUEUED', 'PROCESSING'] as const satisfies readonly TaskStatus[]

/** Statuses in which a worker has the task, or a message on the way to one. */
export const IN_FLIGHT = ['QUEUED', 'PROCESSING'] as const satisfies readonly TaskStatus[]

export const isFinal = (status: TaskStatus): boolean =>
  status === 'COMPLETED' || status === 'FAILED' || status === 'CANCELED'

/** Why a try failed. */
export interface TaskError {
  code: string
  /** For the person who asked. */
  message: string
  retryable: boolean
}

/** What decisions about a task's life look at. */
export interface TaskState {
  status: TaskStatus
  /** A ratio (0..1) that never falls, not even across attempts. */
  progress: number
  stage: string | null
  /** How often it was handed over; events of an earlier attempt are stale. */
  attempt: number
  /** How many attempts failed; those that were let go of do not count. */
  failures: number
  maxAttempts: number
  /** The last event of this attempt that was applied; 0 before the first. */
  lastSequence: number
  error: TaskError | null
  /** Not before this time is it handed over again. */
  nextAttemptAt: Date
  /** When its worker counts as lost; `null` while no message of this attempt has left. */
  leaseUntil: Date | null
  /** When its left-over objects are to be removed; `null` when there is nothing to remove. */
  cleanupAt: Date | null
  dispatchedAt: Date | null
  startedAt: Date | null
  finishedAt: Date | null
  /** The model that made its pictures. */
  usedModel: string | null
}
