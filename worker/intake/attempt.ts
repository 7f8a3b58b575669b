import type { ArtifactMade, GenerationTask } from '@atelier/schema/messages/generation.ts'
import type { WorkerDeps } from '../deps.ts'
import type { EventStream } from '../events/eventStream.ts'
import { failureOf } from '../workflow/taskFailedError.ts'
import type { Workflow } from '../workflow/workflow.ts'

/** Why an attempt is to stop. */
export type StopReason =
  /** Nobody wants the task any more. */
  | 'canceled'
  /** A later attempt has taken its place, or it was over before it came. */
  | 'obsolete'
  /** The worker is closing. */
  | 'draining'

/** How an attempt ended. */
export type Outcome = 'completed' | 'failed' | 'canceled' | 'obsolete' | 'released'

/** The sequence numbers of one claim: more than an attempt ever publishes, a week of heartbeats. */
const SEQUENCE_BLOCK = 1_000_000

/** The reason that an attempt's signal is aborted with. */
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
  /** How this worker calls itself. */
  worker: string
  heartbeatMs: number
  onEnd: (outcome: Outcome) => void
}

/** One attempt at a task, from its acceptance to its end; it gives signs of life all the while. */
export class Attempt {
  readonly task: GenerationTask
  /** Resolves when nothing of it is under way any more. */
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

  /** Whether it still waits for its turn. */
  get isWaiting(): boolean {
    return !this.#begun
  }

  get isOver(): boolean {
    return this.#over
  }

  /**
   * Gives signs of life from now on. Goes on telling where a process that was killed in the middle of the attempt may
   * have stopped, as events whose numbers do not grow would count as old news.
   * @param claimCount how often the attempt has been claimed, this time included.
   */
  onClaimed(claimCount: number): void {
    const { events, heartbeatMs } = this.#deps
    events.startSequenceAt((claimCount - 1) * SEQUENCE_BLOCK)
    if (!this.#over) this.#heartbeat = setInterval(() => events.publish({ kind: 'heartbeat' }), heartbeatMs)
  }

  /**
   * Does the task, and tells how it went. Never rejects.
   * @param before what must be over first.
   */
  async run(before?: Promise<void>): Promise<void> {
    if (this.#begun) return this.ended
    this.#begun = true
    await this.#end(async () => {
      await before
      return this.#work()
    })
  }

  /** The first reason counts. One that still waits for its turn ends at once. */
  stop(reason: StopReason): void {
    this.#stop.abort(new AttemptStoppedError(reason))
    if (this.#begun) return
    this.#begun = true
    void this.#end(async () => this.#settleStop())
  }

  /** Tells nothing more, so that no absent bus holds up its end. */
  stopPublishing(): void {
    this.#deps.events.stop()
  }

  async #end(work: () => Promise<Outcome>): Promise<void> {
    const { log, onEnd } = this.#deps
    let outcome: Outcome = 'failed'
    try {
      outcome = await work()
    } catch (error) {
      // What happened to the task has been told by now; only clearing up after it can fail here.
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
