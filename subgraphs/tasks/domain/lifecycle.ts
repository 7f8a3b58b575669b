import { backoffMs } from '@atelier/platform/time/backoff.ts'
import type { ArtifactMade, GenerationEvent } from '@atelier/schema/messages/generation.ts'
import { isFinal, type TaskError, type TaskState, type TaskStatus } from './taskState.ts'

/** What a decision depends on besides the task. */
export interface DecisionContext {
  now: Date
  /** Lease in milliseconds, extended by heartbeats. */
  leaseMs: number
  backoff: Backoff
}

/** The delay before a retry. */
export interface Backoff {
  /** Milliseconds after the first failure; doubled with each further one. */
  baseMs: number
  /** Maximum milliseconds. */
  maxMs: number
  /** A random number from 0 (inclusive) to 1 (exclusive), as jitter. */
  random: () => number
}

/** A change to a task. */
export interface TaskChange {
  set: Partial<TaskState>
  /** Whether the change is visible: it then increments the version. */
  visible: boolean
  /** Timeline message of the new status. */
  message?: string
  /** Artifacts of this attempt so far. */
  artifacts?: readonly ArtifactMade[]
  /** Whether `artifacts` are complete, so that others are deleted. */
  complete?: boolean
  /** Whether it becomes a dead letter. */
  deadLetter?: boolean
}

/** Applies a worker's event to its task; `undefined` when it is stale, a duplicate, or late. */
export function applyEvent(task: TaskState, event: GenerationEvent, context: DecisionContext): TaskChange | undefined {
  if (event.attempt !== task.attempt || event.sequence <= task.lastSequence) return undefined
  if (task.status !== 'QUEUED' && task.status !== 'PROCESSING') return undefined
  const change = changeBy(task, event, context)
  return { ...change, set: { ...change.set, lastSequence: event.sequence } }
}

function changeBy(task: TaskState, event: GenerationEvent, context: DecisionContext): TaskChange {
  switch (event.kind) {
    case 'started':
      return atWork(task, {}, context)
    case 'heartbeat':
      return { set: { leaseUntil: leaseEnd(context) }, visible: false }
    case 'progress':
      return atWork(task, { progress: Math.max(task.progress, event.progress), stage: event.stage }, context)
    case 'artifact': {
      const change = atWork(task, { progress: Math.max(task.progress, event.progress) }, context)
      return { ...change, visible: true, artifacts: [event.artifact] }
    }
    case 'completed':
      return {
        set: { ...finished('COMPLETED', context), progress: 1, error: null, usedModel: event.model },
        visible: true,
        artifacts: event.artifacts,
        complete: true,
      }
    case 'failed': {
      const { code, message, retryable } = event.error
      return decideFailure(task, { code, message, retryable }, context)
    }
    case 'released':
      return requeued('The worker shut down and released the task.', context)
  }
}

/** A worker is processing the task. */
function atWork(task: TaskState, seen: { progress?: number; stage?: string }, context: DecisionContext): TaskChange {
  const begins = task.status === 'QUEUED'
  const moved =
    (seen.progress !== undefined && seen.progress !== task.progress) ||
    (seen.stage !== undefined && seen.stage !== task.stage)
  return {
    set: {
      ...seen,
      ...(begins ? { status: 'PROCESSING' as const, startedAt: task.startedAt ?? context.now } : {}),
      leaseUntil: leaseEnd(context),
    },
    visible: begins || moved,
  }
}

/** Decides a failed attempt: a retry after a backoff while attempts are left, else failure. */
export function decideFailure(task: TaskState, error: TaskError, context: DecisionContext): TaskChange {
  const failures = task.failures + 1
  if (error.retryable && failures < task.maxAttempts) {
    const nextAttemptAt = new Date(context.now.getTime() + retryMs(failures, context.backoff))
    const change = requeued(error.message, context)
    return { ...change, set: { ...change.set, failures, error, nextAttemptAt } }
  }
  return {
    set: { ...finished('FAILED', context), failures, error },
    visible: true,
    message: error.message,
    artifacts: [],
    complete: true,
    deadLetter: error.retryable,
  }
}

/** Decides a task whose message the broker rejected for good. */
export function decideUndeliverable(task: TaskState, reason: string, context: DecisionContext): TaskChange | undefined {
  if (task.status !== 'QUEUED') return undefined
  const message =
    'The task could not be delivered to a worker. Retry with fewer pictures or a shorter request, or contact an administrator.'
  const change = decideFailure(task, { code: 'MESSAGE_UNDELIVERABLE', message, retryable: false }, context)
  return { ...change, message: `${message} (${reason})`, deadLetter: true }
}

/**
 * Decides a task with an expired lease: no heartbeat of its worker came in time.
 * @returns a failed attempt when a worker had claimed it. Otherwise the message was lost or is still queued, which is
 * not the task's fault, so it is only requeued.
 */
export function decideExpiredLease(task: TaskState, context: DecisionContext): TaskChange | undefined {
  if (isFinal(task.status) || task.leaseUntil === null || task.leaseUntil > context.now) return undefined
  if (task.status === 'QUEUED') return requeued('No worker claimed the task in time.', context)
  const message = 'The lease expired without a heartbeat from the worker.'
  return decideFailure(task, { code: 'LEASE_EXPIRED', message, retryable: true }, context)
}

/** Decides a task in flight when the only process that could have had it is gone. */
export function decideAbandoned(task: TaskState, context: DecisionContext): TaskChange | undefined {
  if (task.status !== 'QUEUED' && task.status !== 'PROCESSING') return undefined
  return requeued('The service restarted while the task was running.', context)
}

/** Decides a dispatch. */
export function decideDispatch(task: TaskState, now: Date): TaskChange | undefined {
  if (task.status !== 'PENDING' || task.nextAttemptAt > now) return undefined
  return {
    set: {
      status: 'QUEUED',
      attempt: task.attempt + 1,
      lastSequence: 0,
      dispatchedAt: now,
      leaseUntil: null,
      stage: null,
    },
    visible: true,
  }
}

/** Decides a cancel request; `undefined` when it is finished already. */
export function decideCancel(task: TaskState, context: DecisionContext): TaskChange | undefined {
  if (isFinal(task.status)) return undefined
  return { set: finished('CANCELED', context), visible: true, artifacts: [], complete: true }
}

/**
 * Milliseconds before the next attempt: exponential backoff, with jitter of half.
 * @param failures from 1.
 */
export const retryMs = (failures: number, backoff: Backoff): number =>
  Math.round(backoffMs(failures - 1, { ...backoff, jitter: [0.5, 1] }))

/** The fields of a final status; a failed attempt may have left objects. */
const finished = (
  status: Extract<TaskStatus, 'COMPLETED' | 'FAILED' | 'CANCELED'>,
  { now, leaseMs }: DecisionContext,
) => ({
  status,
  stage: null,
  leaseUntil: null,
  finishedAt: now,
  // After one more lease no worker can be processing it, so no object is written later.
  cleanupAt: status === 'COMPLETED' ? null : new Date(now.getTime() + leaseMs),
})

const requeued = (message: string, { now }: DecisionContext): TaskChange => ({
  set: { status: 'PENDING', stage: null, leaseUntil: null, nextAttemptAt: now },
  visible: true,
  message,
})

const leaseEnd = ({ now, leaseMs }: DecisionContext) => new Date(now.getTime() + leaseMs)
