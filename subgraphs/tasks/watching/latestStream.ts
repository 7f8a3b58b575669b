/**
 * A stream of the latest state by key, so that a slow subscriber gets no backlog.
 *
 * Not a generator, as a generator that awaits cannot be returned from outside.
 */
export interface LatestStream<T> extends AsyncIterableIterator<T> {
  /** Replaces an earlier state of this key that was not read yet. */
  offer(key: string, value: T): void
  /** Ends after all offered states are read. */
  end(): void
}

/** @param onClose closes the stream's subscriptions; called once, when it ended or its reader left. */
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
