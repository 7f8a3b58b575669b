import { consume, type Unreadable } from '@atelier/platform/bus/consume.ts'
import type { Subscription } from '@atelier/platform/bus/eventBus.ts'
import type { Received } from '@atelier/platform/bus/message.ts'
import { atMost } from '@atelier/platform/time/within.ts'
import { continueTrace, formatTraceparent } from '@atelier/platform/tracing/traceContext.ts'
import type { GenerationControl, GenerationTask } from '@atelier/schema/messages/generation.ts'
import { generationControls, generationTasks } from '@atelier/schema/messages/topics.ts'
import type { WorkerDeps } from '../deps.ts'
import { createEventStream } from '../events/eventStream.ts'
import type { Workflow } from '../workflow/workflow.ts'
import { Attempt, type Outcome } from './attempt.ts'
import { createLane, type Lane } from './lane.ts'

/** Consumes tasks from the bus and runs them. */
export interface Intake {
  readonly lanes: readonly Lane[]
  /** Whether an attempt at the task is queued or running here. */
  isUnderWay(taskId: string): boolean
  start(): Promise<void>
  /** Stops consuming, lets running attempts finish for a while, and releases the rest. */
  close(): Promise<void>
}

export interface IntakeOptions extends Pick<WorkerDeps, 'bus' | 'claims' | 'clock' | 'log'> {
  workflow: Workflow
  /** The worker's unique id. */
  worker: string
  lanes: { generation: LaneSize; style: LaneSize }
  heartbeatMs: number
  /** Milliseconds of shutdown for running tasks before they are released. */
  drainMs: number
  unreadable: Unreadable
  onEnd: (lane: string, outcome: Outcome) => void
}

export interface LaneSize {
  concurrency: number
  queueLimit: number
}

/** Milliseconds for released attempts to stop and to be published. */
const RELEASE_MS = 2_000
/** Milliseconds for events that could not be published. */
const GIVE_UP_MS = 500

export function createIntake(options: IntakeOptions): Intake {
  const { bus, clock, log, workflow, claims } = options
  const underWay = new Map<string, Attempt>()
  const subscriptions: { tasks?: Subscription; controls?: Subscription } = {}
  let closing = false

  const generation = createLane({ name: 'generation', ...options.lanes.generation, onEnd: applyBackpressure })
  const style = createLane({ name: 'style', ...options.lanes.style, onEnd: applyBackpressure })
  const laneOf = (task: GenerationTask) => (task.type === 'STYLE_TRANSFER' ? style : generation)

  function applyBackpressure(): void {
    if (generation.isFull || style.isFull) subscriptions.tasks?.pause()
    else if (!closing) subscriptions.tasks?.resume()
  }

  /** Accepts a task; resolves once it is in its lane, not when it is done. */
  async function accept({ value: task, headers }: Received<GenerationTask>): Promise<void> {
    if (closing) throw new Error('The worker is closing.')
    const current = underWay.get(task.taskId)
    if (current && current.task.attempt >= task.attempt) return
    const attempt = createAttempt(task, headers)
    // Registered before any await, so that no cancel can be missed.
    underWay.set(task.taskId, attempt)
    let claimCount: number | undefined
    try {
      claimCount = await claims.claim(task.taskId, task.attempt)
    } finally {
      if (claimCount === undefined) rejectAttempt(attempt, current)
    }
    if (claimCount === undefined) return
    attempt.onClaimed(claimCount)
    current?.stop('obsolete')
    laneOf(task).add(() => attempt.run(current?.ended))
    applyBackpressure()
  }

  function rejectAttempt(attempt: Attempt, current: Attempt | undefined): void {
    attempt.stop('obsolete')
    if (current && !current.isOver) underWay.set(current.task.taskId, current)
  }

  function createAttempt(task: GenerationTask, headers: Record<string, string>): Attempt {
    const trace = continueTrace(headers.traceparent)
    const { taskId, attempt: number, requestedBy: userId } = task
    const taskLog = log.child({ traceId: trace.traceId, taskId, attempt: number, userId })
    const attempt = new Attempt(task, {
      workflow,
      claims,
      log: taskLog,
      worker: options.worker,
      heartbeatMs: options.heartbeatMs,
      events: createEventStream({
        bus,
        clock,
        log: taskLog,
        task: { taskId, attempt: number },
        headers: { traceparent: formatTraceparent(trace), attempt: String(number) },
      }),
      onEnd(outcome) {
        if (underWay.get(taskId) === attempt) underWay.delete(taskId)
        options.onEnd(laneOf(task).name, outcome)
      },
    })
    return attempt
  }

  async function control({ value: { taskId } }: Received<GenerationControl>): Promise<void> {
    const attempt = underWay.get(taskId)
    attempt?.stop('canceled')
    const lastAttempt = await claims.cancel(taskId)
    if (!attempt) await workflow.discard(taskId, lastAttempt)
  }

  const allEnded = () => Promise.all([...underWay.values()].map(attempt => attempt.ended))

  return {
    lanes: [generation, style],
    isUnderWay: taskId => underWay.has(taskId),

    async start() {
      const { unreadable } = options
      const controls = { topic: generationControls, group: `worker-${options.worker}`, handle: control }
      subscriptions.controls = await consume(bus, { ...controls, log, unreadable })
      const tasks = { topic: generationTasks, group: 'workers', handle: accept }
      subscriptions.tasks = await consume(bus, { ...tasks, log, unreadable })
      applyBackpressure()
    },

    async close() {
      closing = true
      await subscriptions.tasks?.close()
      for (const attempt of underWay.values()) if (attempt.isWaiting) attempt.stop('draining')
      await atMost(options.drainMs, allEnded())
      for (const attempt of underWay.values()) attempt.stop('draining')
      await atMost(RELEASE_MS, allEnded())
      for (const attempt of underWay.values()) attempt.stopPublishing()
      await atMost(GIVE_UP_MS, allEnded())
      await subscriptions.controls?.close()
    },
  }
}
