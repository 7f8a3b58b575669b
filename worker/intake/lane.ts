/** The work of a lane: resolves when it is over, however it ended. */
export type Work = () => Promise<void>

/** A line of work that runs so many at once, with a bounded queue. */
export interface Lane {
  readonly name: string
  /** Starts the work, or lets it wait for a place. Nothing is rejected: whoever feeds the lane heeds `isFull`. */
  add(work: Work): void
  /** Whether nothing more should come. */
  readonly isFull: boolean
  readonly running: number
  readonly waiting: number
}

export interface LaneOptions {
  name: string
  /** How much is done at once. */
  concurrency: number
  /** How much may wait before the lane counts as full. */
  queueLimit: number
  /** Called whenever work has ended. */
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
