import { rateLimited } from '@atelier/platform/errors/graphqlErrors.ts'

export interface FairQueueOptions {
  /** How much is done at once. */
  atOnce: number
  /** How much of one person's may wait. */
  perPerson: number
  /** How much of everybody's may wait. */
  total: number
  /** Milliseconds that anything waits at most. */
  patienceMs: number
}

interface Turn {
  start(): void
}

/** Work that is done a few at a time, in turns between people, so that nobody waits for all that another asked for. */
export class FairQueue {
  readonly #options: FairQueueOptions
  /** Who waits, the next to be served first. */
  readonly #waiting = new Map<string, Turn[]>()
  #running = 0

  constructor(options: FairQueueOptions) {
    this.#options = options
  }

  /**
   * Does the work when it is the person's turn.
   * @param signal leaves the queue; work that has begun is not stopped by it.
   * @throws RATE_LIMITED when too much waits, or it has waited too long.
   */
  async run<T>(personId: string, signal: AbortSignal, work: () => Promise<T>): Promise<T> {
    signal.throwIfAborted()
    await this.#turnOf(personId, signal)
    try {
      return await work()
    } finally {
      this.#running--
      this.#serve()
    }
  }

  async #turnOf(personId: string, signal: AbortSignal): Promise<void> {
    const { perPerson, total, patienceMs } = this.#options
    const own = this.#waiting.get(personId) ?? []
    const waiting = [...this.#waiting.values()].reduce((sum, turns) => sum + turns.length, 0)
    if (own.length >= perPerson || waiting >= total) throw busy()
    const { promise, resolve, reject } = Promise.withResolvers<void>()
    const turn: Turn = { start: resolve }
    const leave = (reason: unknown) => {
      this.#remove(personId, turn)
      reject(reason)
    }
    const onAbort = () => leave(signal.reason)
    const timer = setTimeout(() => leave(busy()), patienceMs)
    signal.addEventListener('abort', onAbort, { once: true })
    this.#waiting.set(personId, [...own, turn])
    this.#serve()
    try {
      await promise
    } finally {
      clearTimeout(timer)
      signal.removeEventListener('abort', onAbort)
    }
  }

  #serve(): void {
    while (this.#running < this.#options.atOnce) {
      const [next] = this.#waiting
      if (!next) return
      const [personId, [turn, ...rest]] = next
      // Whoever was served goes to the end.
      this.#waiting.delete(personId)
      if (rest.length > 0) this.#waiting.set(personId, rest)
      this.#running++
      turn?.start()
    }
  }

  #remove(personId: string, turn: Turn): void {
    const rest = (this.#waiting.get(personId) ?? []).filter(other => other !== turn)
    if (rest.length > 0) this.#waiting.set(personId, rest)
    else this.#waiting.delete(personId)
  }
}

const busy = () => rateLimited(5, 'Too many pictures wait to be looked at. Try again in 5 s.')
