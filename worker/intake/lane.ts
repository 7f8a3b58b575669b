/** The work of a lane: resolves when it has ended, with any outcome. */
export type Work = () => Promise<void>

/** Runs work with limited concurrency and a bounded queue. */
export interface Lane {
  readonly name: string
  /** Starts or queues the work. Never rejects: the caller applies backpressure by `isFull`. */
  add(work: Work): void
  /** Whether the queue is full. */
  readonly isFull: boolean
  readonly running: number
  readonly waiting: number
}

export interface LaneOptions {
  name: string
  /** Maximum running work. */
  concurrency: number
  /** Queue length from which the lane counts as full. */
  queueLimit: number
  /** Called after each ended work. */
  onEnd: () => void
}

export function createLane({ name, concurrency, queueLimit, onEnd }: LaneOptions): Lane {
  const waiting: Work[] = []
  let running = 0

  function next(): void {
    while (running < concurrency) {
      const work = waiting.shift()
      if (!work) return
      running++
      work().finally(() => {
        running--
        next()
        onEnd()
      })
    }
  }

  return {
    name,
    add(work) {
      waiting.push(work)
      next()
    },
    get isFull() {
      return waiting.length >= queueLimit && running >= concurrency
    },
    get running() {
      return running
    },
    get waiting() {
      return waiting.length
    },
  }
}
