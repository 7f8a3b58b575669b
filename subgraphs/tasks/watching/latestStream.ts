/**
 * What a subscription sends on: of each thing only its latest state, so that whoever is slow gets no backlog.
 *
 * Written out instead of as a generator, as a generator that waits cannot be told to return.
 */
export interface LatestStream<T> extends AsyncIterableIterator<T> {
  /** The state of the thing with this key takes the place of an earlier one that was not taken yet. */
  offer(key: string, value: T): void
  /** Ends after what was offered has been taken. */
  end(): void
}

/** @param onClose closes what the stream listens to; called once, when it ended or whoever read it left. */
export function createLatestStream<T>(onClose: () => void): LatestStream<T> {
  const offered = new Map<string, T>()
  const waiting: ((result: IteratorResult<T>) => void)[] = []
  let ending = false
  let closed = false

  function close(): void {
    if (closed) return
    closed = true
    offered.clear()
    for (const resolve of waiting.splice(0)) resolve({ done: true, value: undefined })
    onClose()
  }

  function take(): IteratorResult<T> | undefined {
    for (const [key, value] of offered) {
      offered.delete(key)
      return { done: false, value }
    }
    return undefined
  }

  return {
    offer(key, value) {
      if (closed || ending) return
      offered.set(key, value)
      const next = waiting.shift()
      if (!next) return
      const taken = take()
      if (taken) next(taken)
    },
    end() {
      ending = true
      if (offered.size === 0) close()
    },
    async next() {
      const taken = take()
      if (taken) return taken
      if (ending) close()
      if (closed) return { done: true, value: undefined }
      return new Promise(resolve => waiting.push(resolve))
    },
    async return() {
      close()
      return { done: true, value: undefined }
    },
    [Symbol.asyncIterator]() {
      return this
    },
  }
}
