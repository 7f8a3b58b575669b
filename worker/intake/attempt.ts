import type { ArtifactMade, GenerationTask } from '@atelier/schema/messages/generation.ts'
import type { WorkerDeps } from '../deps.ts'
import type { EventStream } from '../events/eventStream.ts'
import { failureOf } from '../workflow/taskFailedError.ts'
import type { Workflow } from '../workflow/workflow.ts'

/** Why an attempt is stopped. */
export type StopReason =
  /** The task was canceled. */
  | 'canceled'
  /** Superseded by a later attempt, or over before it arrived. */
  | 'obsolete'
  /** The worker is shutting down. */
  | 'draining'

/** The outcome of an attempt. */
export type Outcome = 'completed' | 'failed' | 'canceled' | 'obsolete' | 'released'

/** Sequence numbers per claim: more than an attempt ever publishes, a week of heartbeats. */
const SEQUENCE_BLOCK = 1_000_000

/** The abort reason of an attempt's signal. */
class AttemptStoppedError extends Error {
  override readonly name = 'AbortError'
  readonly reason: StopReason

  constructor(reason: StopReason) {
    super(`The attempt was stopped: ${reason}`)
    this.reason = reason
  }
}

export interface AttemptDeps extends Pick<WorkerDeps, 'claims' | 'log'> {
  workflow: Workflow
  events: EventStream
  /** The worker's id. */
  worker: string
  heartbeatMs: number
  onEnd: (outcome: Outcome) => void
}

/** An attempt at a task, from its acceptance to its end, with heartbeats. */
export class Attempt {
  readonly task: GenerationTask
  /** Resolves when all its work has ended. */
  readonly ended: Promise<void>
  readonly #deps: AttemptDeps
  readonly #stop = new AbortController()
  readonly #markEnded: () => void
  #heartbeat: NodeJS.Timeout | undefined
  #begun = false
  #over = false

  constructor(task: GenerationTask, deps: AttemptDeps) {
    const { promise, resolve } = Promise.withResolvers<void>()
    this.task = task
    this.ended = promise
    this.#markEnded = resolve
    this.#deps = deps
  }

  /** Whether it is still queued. */
  get isWaiting(): boolean {
    return !this.#begun
  }

  get isOver(): boolean {
    return this.#over
  }

  /**
   * Starts heartbeats. Continues the sequence numbers after those that a killed process may have used, as events with
   * lower numbers would count as stale.
   * @param claimCount claims of the attempt, including this one.
   */
  onClaimed(claimCount: number): void {
    const { events, heartbeatMs } = this.#deps
    events.startSequenceAt((claimCount - 1) * SEQUENCE_BLOCK)
    if (!this.#over) this.#heartbeat = setInterval(() => events.publish({ kind: 'heartbeat' }), heartbeatMs)
  }

  /**
   * Runs the task and publishes its outcome. Never rejects.
   * @param before awaited first.
   */
  async run(before?: Promise<void>): Promise<void> {
    if (this.#begun) return this.ended
    this.#begun = true
    await this.#end(async () => {
      await before
      return this.#work()
    })
  }

  /** The first reason counts. A queued attempt ends at once. */
  stop(reason: StopReason): void {
    this.#stop.abort(new AttemptStoppedError(reason))
    if (this.#begun) return
    this.#begun = true
    void this.#end(async () => this.#settleStop())
  }

  /** Stops publishing, so that an unavailable bus does not delay its end. */
  stopPublishing(): void {
    this.#deps.events.stop()
  }

  async #end(work: () => Promise<Outcome>): Promise<void> {
    const { log, onEnd } = this.#deps
    let outcome: Outcome = 'failed'
    try {
      outcome = await work()
    } catch (error) {
      // The outcome is published by now; only the cleanup can fail here.
      log.error({ err: error }, 'attempt cleanup failed')
    }
    clearInterval(this.#heartbeat)
    this.#deps.events.stop()
    log.info({ outcome }, 'attempt ended')
    this.#over = true
    onEnd(outcome)
    this.#markEnded()
  }

  async #work(): Promise<Outcome> {
    const { workflow, events, log, worker } = this.#deps
    const { signal } = this.#stop
    let artifacts: ArtifactMade[]
    try {
      signal.throwIfAborted()
      events.publish({ kind: 'started', worker })
      artifacts = await workflow.run(this.task, {
        signal,
        log,
        report: {
          progress: progress => events.publish({ kind: 'progress', ...progress }),
          artifact: (artifact, progress) => events.publish({ kind: 'artifact', artifact, progress }),
        },
      })
      signal.throwIfAborted()
    } catch (error) {
      return signal.aborted ? this.#settleStop() : this.#settleFailure(error)
    }
    return this.#settleSuccess(artifacts)
  }

  async #settleSuccess(artifacts: ArtifactMade[]): Promise<Outcome> {
    const { workflow, events, claims } = this.#deps
    events.publish({ kind: 'completed', artifacts, model: artifacts[0]?.model ?? '' })
    await events.flushed()
    if (this.#reason === 'canceled') return this.#settleStop()
    await claims.end(this.task.taskId, this.task.attempt)
    await workflow.tidy(this.task.taskId, artifacts, this.task.attempt)
    return 'completed'
  }

  async #settleFailure(error: unknown): Promise<Outcome> {
    const { events, claims, log } = this.#deps
    const { code, message, retryable, cause } = failureOf(error)
    log.warn({ code, retryable, err: cause ?? error }, 'attempt failed')
    events.publish({ kind: 'failed', error: { code, message, retryable } })
    await events.flushed()
    await claims.end(this.task.taskId, this.task.attempt)
    return 'failed'
  }

  async #settleStop(): Promise<Outcome> {
    const { workflow, events, claims } = this.#deps
    const { taskId, attempt } = this.task
    if (this.#reason === 'draining') {
      events.publish({ kind: 'released' })
      await events.flushed()
      await claims.end(taskId, attempt)
      return 'released'
    }
    events.stop()
    await events.flushed()
    if (this.#reason !== 'canceled') return 'obsolete'
    await workflow.discard(taskId, attempt)
    return 'canceled'
  }

  get #reason(): StopReason | undefined {
    const { reason } = this.#stop.signal
    return reason instanceof AttemptStoppedError ? reason.reason : undefined
  }
}
