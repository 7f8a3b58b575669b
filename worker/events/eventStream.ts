import { setTimeout as delay } from 'node:timers/promises'
import { type EventBus, UndeliverableError } from '@atelier/platform/bus/eventBus.ts'
import { encodeMessage } from '@atelier/platform/bus/message.ts'
import type { Logger } from '@atelier/platform/log/logger.ts'
import { backoffMs } from '@atelier/platform/time/backoff.ts'
import type { Clock } from '@atelier/platform/time/clock.ts'
import type { ArtifactMade, GenerationEvent } from '@atelier/schema/messages/generation.ts'
import { generationEvents } from '@atelier/schema/messages/topics.ts'

/** What happened, without what every event carries. */
export type Happening =
  | { kind: 'started'; worker: string }
  | { kind: 'progress'; progress: number; stage: string }
  | { kind: 'artifact'; artifact: ArtifactMade; progress: number }
  | { kind: 'completed'; artifacts: ArtifactMade[]; model: string }
  | { kind: 'failed'; error: { code: string; message: string; retryable: boolean } }
  | { kind: 'heartbeat' }
  | { kind: 'released' }

/**
 * Tells of one attempt, in order, each event until the bus has taken it.
 *
 * While the bus is away the events wait here; of progress only the latest, and no heartbeat behind anything else.
 */
export interface EventStream {
  /** Never waits. Progress that does not grow is not told, nor anything after the end of the attempt. */
  tell(happening: Happening): void
  /** Leaves out numbers: those up to this one may have been used before. */
  skipTo(sequence: number): void
  /** Resolves when everything told so far is with the bus, or will never be. */
  flushed(): Promise<void>
  /** Tells nothing more, not even what waits. */
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

const ENDS: ReadonlySet<Happening['kind']> = new Set(['completed', 'failed', 'released'])

/** Milliseconds until the bus is tried again, longer each time. */
const retryMs = (failures: number) => backoffMs(failures, { baseMs: 100, maxMs: 5_000 })

export function createEventStream(options: EventStreamOptions): EventStream {
  return new Stream(options)
}

class Stream implements EventStream {
  readonly #options: EventStreamOptions
  readonly #waiting: Happening[] = []
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

  tell(happening: Happening): void {
    if (this.#stopped.signal.aborted || !this.#isNews(happening)) return
    if (happening.kind === 'progress' && this.#waiting.at(-1)?.kind === 'progress') this.#waiting.pop()
    this.#ended ||= ENDS.has(happening.kind)
    this.#waiting.push(happening)
    this.#pump ??= this.#run().finally(() => {
      this.#pump = undefined
    })
  }

  skipTo(sequence: number): void {
    this.#sequence = Math.max(this.#sequence, sequence)
  }

  async flushed(): Promise<void> {
    while (this.#pump) await this.#pump
  }

  stop(): void {
    this.#stopped.abort()
    this.#waiting.length = 0
  }

  #isNews(happening: Happening): boolean {
    if (this.#ended) return false
    // Anything that waits or is on its way is as good a sign of life.
    if (happening.kind === 'heartbeat') return this.#pump === undefined
    if (happening.kind === 'progress' && happening.progress <= this.#progress) return false
    if ('progress' in happening) this.#progress = Math.max(this.#progress, happening.progress)
    return true
  }

  async #run(): Promise<void> {
    for (let next = this.#waiting.shift(); next; next = this.#waiting.shift()) await this.#send(next)
  }

  async #send(happening: Happening): Promise<void> {
    const { bus, clock, log, task, headers } = this.#options
    const sequence = ++this.#sequence
    const at = clock.now().toISOString()
    const event: GenerationEvent = { version: 1, ...task, at, sequence, ...happening }
    const message = {
      topic: generationEvents.name,
      key: task.taskId,
      value: encodeMessage(generationEvents, event),
      headers: { ...headers, timestamp: at },
    }
    for (let failures = 0; !this.#stopped.signal.aborted; failures++) {
      try {
        return await Promise.race([bus.publish([message]), this.#stop])
      } catch (error) {
        if (error instanceof UndeliverableError) {
          log.error({ err: error, kind: happening.kind }, 'event undeliverable')
          return
        }
        log.warn({ err: error, kind: happening.kind, failures }, 'event publish failed, retrying')
        await delay(retryMs(failures), undefined, { signal: this.#stopped.signal }).catch(ignoreStop)
      }
    }
  }
}

/** Waking up early is all that a stop does to a wait. */
const ignoreStop = (error: unknown) => {
  if (!(error instanceof Error && error.name === 'AbortError')) throw error
}
