import { setTimeout as delay } from 'node:timers/promises'
import { type EventBus, UndeliverableError } from '@atelier/platform/bus/eventBus.ts'
import { encodeMessage } from '@atelier/platform/bus/message.ts'
import type { Logger } from '@atelier/platform/log/logger.ts'
import { backoffMs } from '@atelier/platform/time/backoff.ts'
import type { Clock } from '@atelier/platform/time/clock.ts'
import type { ArtifactMade, GenerationEvent } from '@atelier/schema/messages/generation.ts'
import { generationEvents } from '@atelier/schema/messages/topics.ts'

/** The kind-specific fields of an event. */
export type AttemptEvent =
  | { kind: 'started'; worker: string }
  | { kind: 'progress'; progress: number; stage: string }
  | { kind: 'artifact'; artifact: ArtifactMade; progress: number }
  | { kind: 'completed'; artifacts: ArtifactMade[]; model: string }
  | { kind: 'failed'; error: { code: string; message: string; retryable: boolean } }
  | { kind: 'heartbeat' }
  | { kind: 'released' }

/**
 * Publishes the events of one attempt in order, each retried until the bus accepts it.
 *
 * While the bus is away events are queued here; of progress only the latest, and no heartbeat behind other events.
 */
export interface EventStream {
  /** Returns at once. Progress that does not grow is dropped, as is anything after the end of the attempt. */
  publish(event: AttemptEvent): void
  /** Skips sequence numbers: those up to this one may have been used before. */
  startSequenceAt(sequence: number): void
  /** Resolves when all events so far are published or dropped. */
  flushed(): Promise<void>
  /** Stops publishing, and drops queued events. */
  stop(): void
}

export interface EventStreamOptions {
  bus: EventBus
  clock: Clock
  log: Logger
  task: { taskId: string; attempt: number }
  /** Headers of every message. */
  headers: Record<string, string>
}

const ENDS: ReadonlySet<AttemptEvent['kind']> = new Set(['completed', 'failed', 'released'])

/** Backoff of failed publishes, in milliseconds. */
const retryMs = (failures: number) => backoffMs(failures, { baseMs: 100, maxMs: 5_000 })

export function createEventStream(options: EventStreamOptions): EventStream {
  return new Stream(options)
}

class Stream implements EventStream {
  readonly #options: EventStreamOptions
  readonly #waiting: AttemptEvent[] = []
  readonly #stopped = new AbortController()
  readonly #stop: Promise<void>
  #sequence = 0
  #progress = 0
  #ended = false
  #pump: Promise<void> | undefined

  constructor(options: EventStreamOptions) {
    this.#options = options
    this.#stop = new Promise(resolve => this.#stopped.signal.addEventListener('abort', () => resolve()))
  }

  publish(event: AttemptEvent): void {
    if (this.#stopped.signal.aborted || !this.#isNews(event)) return
    if (event.kind === 'progress' && this.#waiting.at(-1)?.kind === 'progress') this.#waiting.pop()
    this.#ended ||= ENDS.has(event.kind)
    this.#waiting.push(event)
    this.#pump ??= this.#run().finally(() => {
      this.#pump = undefined
    })
  }

  startSequenceAt(sequence: number): void {
    this.#sequence = Math.max(this.#sequence, sequence)
  }

  async flushed(): Promise<void> {
    while (this.#pump) await this.#pump
  }

  stop(): void {
    this.#stopped.abort()
    this.#waiting.length = 0
  }

  #isNews(event: AttemptEvent): boolean {
    if (this.#ended) return false
    // A queued event serves as heartbeat as well.
    if (event.kind === 'heartbeat') return this.#pump === undefined
    if (event.kind === 'progress' && event.progress <= this.#progress) return false
    if ('progress' in event) this.#progress = Math.max(this.#progress, event.progress)
    return true
  }

  async #run(): Promise<void> {
    for (let next = this.#waiting.shift(); next; next = this.#waiting.shift()) await this.#send(next)
  }

  async #send(event: AttemptEvent): Promise<void> {
    const { bus, clock, log, task, headers } = this.#options
    const sequence = ++this.#sequence
    const at = clock.now().toISOString()
    const value: GenerationEvent = { version: 1, ...task, at, sequence, ...event }
    const message = {
      topic: generationEvents.name,
      key: task.taskId,
      value: encodeMessage(generationEvents, value),
      headers: { ...headers, timestamp: at },
    }
    for (let failures = 0; !this.#stopped.signal.aborted; failures++) {
      try {
        return await Promise.race([bus.publish([message]), this.#stop])
      } catch (error) {
        if (error instanceof UndeliverableError) {
          log.error({ err: error, kind: event.kind }, 'event undeliverable')
          return
        }
        log.warn({ err: error, kind: event.kind, failures }, 'event publish failed, retrying')
        await delay(retryMs(failures), undefined, { signal: this.#stopped.signal }).catch(ignoreStop)
      }
    }
  }
}

/** A stop ends the wait early, without an error. */
const ignoreStop = (error: unknown) => {
  if (!(error instanceof Error && error.name === 'AbortError')) throw error
}
