import { backoffMs } from '@atelier/platform/time/backoff.ts'
import type { ArtifactMade, GenerationEvent } from '@atelier/schema/messages/generation.ts'
import { isFinal, type TaskError, type TaskState, type TaskStatus } from './taskState.ts'

/** What a decision depends on besides the task. */
export interface DecisionContext {
  now: Date
  /** Milliseconds without a sign of life until a worker counts as lost. */
  leaseMs: number
  backoff: Backoff
}

/** The delay before a retry. */
export interface Backoff {
  /** Milliseconds after the first failure; doubled with each further one. */
  baseMs: number
  /** Milliseconds at most. */
  maxMs: number
  /** A number from 0 up to 1, chosen anew each time, so that tasks which failed together do not return together. */
  random: () => number
}

/** What becomes of a task. */
export interface TaskChange {
  set: Partial<TaskState>
  /** Whether people see the difference: the version grows then. */
  visible: boolean
  /** The message of the timeline beside a new status. */
  message?: string
  /** Pictures that this attempt has made so far. */
  artifacts?: readonly ArtifactMade[]
  /** Whether `artifacts` are all there are, so that others go. */
  complete?: boolean
  /** Whether it becomes a dead letter, for an administrator to look at. */
  deadLetter?: boolean
}

/** What an event from a worker does to a task; `undefined` when nothing: it is stale, a duplicate, or too late. */
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

/** A try has failed: another one later while there are some left, else the end. */
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

/** Its message was rejected for good by the broker. */
export function decideUndeliverable(task: TaskState, reason: string, context: DecisionContext): TaskChange | undefined {
  if (task.status !== 'QUEUED') return undefined
  const message = 'The task could not be delivered to a worker. Ask for something smaller, or tell an administrator.'
  const change = decideFailure(task, { code: 'MESSAGE_UNDELIVERABLE', message, retryable: false }, context)
  return { ...change, message: `${message} (${reason})`, deadLetter: true }
}

/**
 * Its lease expired: no heartbeat of its worker came in time.
 * @returns a failed try when a worker had begun. When none had, the message was lost or is waiting somewhere: that is no
 *   fault of the task's, so it is only queued again.
 */
export function decideExpiredLease(task: TaskState, context: DecisionContext): TaskChange | undefined {
  if (isFinal(task.status) || task.leaseUntil === null || task.leaseUntil > context.now) return undefined
  if (task.status === 'QUEUED') return requeued('No worker claimed the task in time.', context)
  const message = 'The lease expired without a heartbeat from the worker.'
  return decideFailure(task, { code: 'LEASE_EXPIRED', message, retryable: true }, context)
}

/** The only process that could have been processing it has gone. */
export function decideAbandoned(task: TaskState, context: DecisionContext): TaskChange | undefined {
  if (task.status !== 'QUEUED' && task.status !== 'PROCESSING') return undefined
  return requeued('The service restarted while the task was running.', context)
}

/** The dispatcher chose it. */
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

/** A cancel request; `undefined` when it is finished already. */
export function decideCancel(task: TaskState, context: DecisionContext): TaskChange | undefined {
  if (isFinal(task.status)) return undefined
  return { set: finished('CANCELED', context), visible: true, artifacts: [], complete: true }
}

/**
 * Milliseconds to wait after this many failures: exponential, with the upper half left to chance.
 * @param failures from 1.
 */
export const retryMs = (failures: number, backoff: Backoff): number =>
  Math.round(backoffMs(failures - 1, { ...backoff, jitter: [0.5, 1] }))

/** What goes with a final status; a try that gave nothing may have left objects behind. */
const finished = (
  status: Extract<TaskStatus, 'COMPLETED' | 'FAILED' | 'CANCELED'>,
  { now, leaseMs }: DecisionContext,
) => ({
  status,
  stage: null,
  leaseUntil: null,
  finishedAt: now,
  // A lease later no worker can be on it any more, so nothing is written after it.
  cleanupAt: status === 'COMPLETED' ? null : new Date(now.getTime() + leaseMs),
})

const requeued = (message: string, { now }: DecisionContext): TaskChange => ({
  set: { status: 'PENDING', stage: null, leaseUntil: null, nextAttemptAt: now },
  visible: true,
  message,
})

const leaseEnd = ({ now, leaseMs }: DecisionContext) => new Date(now.getTime() + leaseMs)
