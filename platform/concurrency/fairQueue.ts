import { performance } from 'node:perf_hooks'
import { Lanes } from './lanes.ts'

/** A queue of work served round-robin by key, so that a key with much work waits behind its own. */
export interface FairQueue {
  /**
   * Runs the work when its turn comes.
   * @param key the caller of the work. A list is a path of groups and a member: groups are served round-robin, and so
   * are the members of each.
   * @param options.signal drops queued work; does not stop running work.
   * @throws QueueFullError for work that found the queue full, or was evicted for a key with less queued.
   * @throws the signal's reason for dropped work.
   */
  run<T>(key: string | readonly string[], work: () => Promise<T>, options?: { signal?: AbortSignal }): Promise<T>
  /** Queued work. */
  readonly waiting: number
  /** Whether nothing is queued or running. */
  readonly idle: boolean
}

/** The queue is full for this key. */
export class QueueFullError extends Error {
  override name = 'QueueFullError'
  /** Estimated milliseconds until the current queue is served, by the mean duration of recent work. */
  readonly retryAfterMs: number

  constructor(retryAfterMs: number) {
    super('the queue is full')
    this.retryAfterMs = retryAfterMs
  }
}

interface Waiting {
  start(): void
  reject(reason: unknown): void
}

/** Weight of the latest duration in the mean (0..1). */
const LAST_WORK_WEIGHT = 0.2

/**
 * Queues of libraries serve by arrival or by priority, where one caller's flood goes before all other callers.
 * @param options.concurrency running work at once.
 * @param options.maxWaitingPerKey queued work of one key, or of one group.
 * @param options.maxWaiting queued work in all. When full, the newest work of the key with most queued is evicted for a
 * key with less.
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

  /** @returns whether the branch below `depth` keys of a path is below its limit. */
  function makeRoom(path: readonly string[], depth: number, max: number): boolean {
    const group = path.slice(0, depth)
    if (lanes.count(group) < max) return true
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
