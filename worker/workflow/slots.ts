/** A semaphore. */
export interface Slots {
  /**
   * Runs the work once a slot is free; first come, first served.
   * @throws the signal's reason when it is aborted while queued.
   */
  run<T>(signal: AbortSignal, work: () => Promise<T>): Promise<T>
}

export function createSlots(size: number): Slots {
  let free = size
  const waiting: (() => void)[] = []

  function take(signal: AbortSignal): Promise<void> {
    signal.throwIfAborted()
    if (free > 0) {
      free--
      return Promise.resolve()
    }
    return new Promise((resolve, reject) => {
      const onTurn = () => {
        signal.removeEventListener('abort', onAbort)
        resolve()
      }
      const onAbort = () => {
        waiting.splice(waiting.indexOf(onTurn), 1)
        reject(signal.reason)
      }
      signal.addEventListener('abort', onAbort, { once: true })
      waiting.push(onTurn)
    })
  }

  function give(): void {
    const next = waiting.shift()
    if (next) next()
    else free++
  }

  return {
    async run(signal, work) {
      await take(signal)
      try {
        return await work()
      } finally {
        give()
      }
    },
  }
}
