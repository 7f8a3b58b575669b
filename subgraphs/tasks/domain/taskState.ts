/** Status of a task; the last three are final. */
export type TaskStatus = 'PENDING' | 'QUEUED' | 'PROCESSING' | 'COMPLETED' | 'FAILED' | 'CANCELED'

export type TaskType = 'IMAGE_GENERATION' | 'STYLE_TRANSFER'

/** Statuses that are not final. */
export const UNFINISHED = ['PENDING', 'QUEUED', 'PROCESSING'] as const satisfies readonly TaskStatus[]

/** Statuses of a task that was dispatched to a worker. */
export const IN_FLIGHT = ['QUEUED', 'PROCESSING'] as const satisfies readonly TaskStatus[]

export const isFinal = (status: TaskStatus): boolean =>
  status === 'COMPLETED' || status === 'FAILED' || status === 'CANCELED'

/** Why an attempt failed. */
export interface TaskError {
  code: string
  /** For the requester. */
  message: string
  retryable: boolean
}

/** The fields of a task that decisions depend on. */
export interface TaskState {
  status: TaskStatus
  /** A ratio (0..1) that never decreases, not even across attempts. */
  progress: number
  stage: string | null
  /** Number of dispatches; events of an earlier attempt are stale. */
  attempt: number
  /** Number of failed attempts; released ones do not count. */
  failures: number
  maxAttempts: number
  /** The last applied event of this attempt; 0 before the first. */
  lastSequence: number
  error: TaskError | null
  /** Not dispatched again before this time. */
  nextAttemptAt: Date
  /** Expiry of the lease; `null` until the attempt's message is published. */
  leaseUntil: Date | null
  /** When its leftover objects are removed; `null` without any. */
  cleanupAt: Date | null
  dispatchedAt: Date | null
  startedAt: Date | null
  finishedAt: Date | null
  /** The model that made its pictures. */
  usedModel: string | null
}
