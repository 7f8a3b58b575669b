import { waitUntil } from '../support/waitUntil.ts'
import type { Asking } from './answers.ts'

export const TASK_FIELDS = `id type status version progress stage prompt style size seed count attempt
  error { code message retryable }
  artifacts { id index url contentType width height bytes seed }
  timeline { status attempt }
  retriedFrom { id }`

/** State of a task at one time. */
export interface TaskState {
  id: string
  status: string
  version: number
  progress: number
  seed: number
  attempt: number
  error: { code: string } | null
  artifacts: { id: string; index: number; url: string; width: number; height: number; seed: number }[]
  timeline: { status: string; attempt: number }[]
  retriedFrom: { id: string } | null
  project?: { name: string; owner: { username: string } }
}

const WATCH = `subscription ($id: ID!, $afterVersion: Int) {
  taskUpdated(id: $id, afterVersion: $afterVersion) { ${TASK_FIELDS} project { name owner { username } } }
}`

/** Longer than an open circuit and a lease. */
const OUTAGE_TIMEOUT_MS = 90_000

export const isFinal = (status: string) => ['COMPLETED', 'FAILED', 'CANCELED'].includes(status)

/** A task, as its requester. */
export class TestTask {
  readonly id: string
  /** State when it was accepted. */
  readonly accepted: TaskState
  readonly #person: Asking

  constructor(person: Asking, accepted: TaskState) {
    this.#person = person
    this.accepted = accepted
    this.id = accepted.id
  }

  /** Current state. */
  async now(): Promise<TaskState> {
    return (await this.#person.get(`query ($id: ID!) { task(id: $id) { ${TASK_FIELDS} } }`, { id: this.id })).task
  }

  /** Every state of the subscription, up to the final one. */
  async states(afterVersion?: number): Promise<TaskState[]> {
    const states: TaskState[] = []
    for await (const event of this.#person.watch(WATCH, { id: this.id, afterVersion })) {
      if (event.errors) throw new Error(JSON.stringify(event.errors))
      states.push(event.data.taskUpdated)
      if (isFinal(event.data.taskUpdated.status)) break
    }
    return states
  }

  /** The final state. */
  async finished(): Promise<TaskState> {
    const last = (await this.states()).at(-1)
    if (!last) throw new Error('The subscription ended without a state.')
    return last
  }

  /** Resolves at the first matching state of the subscription. */
  async until(reached: (state: TaskState) => boolean): Promise<TaskState> {
    for await (const event of this.#person.watch(WATCH, { id: this.id })) {
      if (event.errors) throw new Error(JSON.stringify(event.errors))
      if (reached(event.data.taskUpdated)) return event.data.taskUpdated
    }
    throw new Error('The subscription ended before that.')
  }

  /** The final state, with a new subscription after a lost connection. */
  finishedAfterOutage(): Promise<TaskState> {
    return waitUntil(() => this.finished(), { timeoutMs: OUTAGE_TIMEOUT_MS })
  }

  /** Bytes of its pictures, in order. */
  async pictures(): Promise<Buffer[]> {
    const { artifacts } = await this.finished()
    return Promise.all(artifacts.map(({ url }) => download(url)))
  }
}

/** Bytes at a URL. */
export async function download(url: string): Promise<Buffer> {
  const response = await fetch(url)
  if (!response.ok) throw new Error(`${url}: ${response.status}`)
  return Buffer.from(await response.arrayBuffer())
}
