import { performance } from 'node:perf_hooks'
import { Lanes } from './lanes.ts'

/** Work that waits for its turn, served to each key in turn, so that whoever asks for much waits for themselves. */
export interface FairQueue {
  /**
   * Runs the work when its turn comes.
   * @param key whom the work is for. A list names a group and who it is in that group: groups take turns, and within
   * each group its members.
   * @param options.signal drops the work while it waits; work under way it leaves alone.
   * @throws QueueFullError for work that found no room, or lost it to somebody who had less waiting.
   * @throws the signal's reason for work that was dropped.
   */
  run<T>(key: string | readonly string[], work: () => Promise<T>, options?: { signal?: AbortSignal }): Promise<T>
  /** How much work waits. */
  readonly waiting: number
  /** Whether no work waits or is under way. */
  readonly idle: boolean
}

/** There is no room for more work of a key. */
export class QueueFullError extends Error {
  override name = 'QueueFullError'
  /** Milliseconds after which as much as waits now will have been done, as far as the last works tell. */
  readonly retryAfterMs: number

  constructor(retryAfterMs: number) {
    super('too much work is waiting')
    this.retryAfterMs = retryAfterMs
  }
}

interface Waiting {
  start(): void
  reject(reason: unknown): void
}

/** How much the last work counts in the mean of how long works take (0..1). */
const LAST_WORK_WEIGHT = 0.2

/**
 * Queues of libraries serve by arrival or by priority, which lets one caller's flood go before everybody else.
 * @param options.concurrency works under way at once.
 * @param options.maxWaitingPerKey works of one key, or of one group, that may wait.
 * @param options.maxWaiting works that may wait in all. Where there is no room, the newest work of whoever has most
 * waiting makes room for somebody who has less.
 */
export function createFairQueue(options: {
  concurrency: number
  maxWaitingPerKey: number
  maxWaiting: number
}): FairQueue {
  const { concurrency, maxWaitingPerKey, maxWaiting } = options
  const lanes = new Lanes<Waiting>()
  let running = 0
  let meanMs = 0

  const queueFull = (ahead: number) => new QueueFullError((meanMs * (ahead + 1)) / concurrency)

  /** @returns whether there is room now in what is below `depth` keys of a path. */
  function makeRoom(path: readonly string[], depth: number, most: number): boolean {
    const group = path.slice(0, depth)
    if (lanes.count(group) < most) return true
    const longest = lanes.longestIn(group)
    const wouldHave = lanes.count(path.slice(0, depth + 1)) + 1
    if (depth === path.length || !longest || lanes.count([...group, longest]) <= wouldHave) return false
    lanes.popNewest([...group, longest])?.reject(queueFull(lanes.count(group)))
    return true
  }

  function startNext(): void {
    while (running < concurrency) {
      const next = lanes.shift()
      if (!next) return
      next.start()
    }
  }

  async function serve<T>(work: () => Promise<T>): Promise<T> {
    running++
    const since = performance.now()
    try {
      return await work()
    } finally {
      running--
      const tookMs = performance.now() - since
      meanMs = meanMs === 0 ? tookMs : meanMs + LAST_WORK_WEIGHT * (tookMs - meanMs)
      startNext()
    }
  }

  return {
    get waiting() {
      return lanes.count([])
    },

    get idle() {
      return running === 0 && lanes.count([]) === 0
    },

    async run(key, work, { signal } = {}) {
      signal?.throwIfAborted()
      if (running < concurrency) return serve(work)
      const path = typeof key === 'string' ? [key] : key
      if (!makeRoom(path, 1, maxWaitingPerKey) || !makeRoom(path, 0, maxWaiting)) {
        throw queueFull(lanes.count(path.slice(0, 1)))
      }
      return new Promise((resolve, reject) => {
        const waiting: Waiting = {
          start() {
            signal?.removeEventListener('abort', drop)
            resolve(serve(work))
          },
          reject(reason) {
            signal?.removeEventListener('abort', drop)
            reject(reason)
          },
        }
        const drop = () => {
          lanes.remove(path, waiting)
          waiting.reject(signal?.reason)
        }
        signal?.addEventListener('abort', drop, { once: true })
        lanes.push(path, waiting)
      })
    },
  }
}
