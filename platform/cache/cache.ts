/**
 * A cache shared by the replicas of a service, with atomic counters and locks.
 *
 * Values are JSON and copied both ways, so a caller may mutate what it set or got. Values, counters and locks have
 * separate key spaces. Everything in it may be lost at any time; nothing is stored here only.
 */
export interface Cache {
  /** The value, or `undefined` when it is absent or expired. */
  get<T>(key: string): Promise<T | undefined>
  /**
   * A time to live of zero or less deletes the key.
   * @throws TypeError for a value without JSON, such as `undefined`.
   */
  set(key: string, value: unknown, options: { ttlMs: number }): Promise<void>
  /** Deletes the values and counters of these keys; a lock is released by its holder only. */
  delete(...keys: string[]): Promise<void>
  /**
   * Increments a counter atomically.
   * The time to live starts with the first increment and is not extended by later ones: a fixed window.
   */
  increment(key: string, options: { ttlMs: number }): Promise<Count>
  /**
   * Acquires a lock for at most `ttlMs`.
   * @returns its release, which does nothing once the lock has another holder; `undefined` when it is held.
   */
  lock(key: string, options: { ttlMs: number }): Promise<(() => Promise<void>) | undefined>
  /**
   * Calls back each time the cache is available again after an outage: its values may be lost, and writes of the outage
   * are missing.
   * @returns a function that unsubscribes.
   */
  onReturn(listener: () => void): () => void
  close(): Promise<void>
}

/** A counter after an increment. */
export interface Count {
  value: number
  /** Milliseconds until the window ends and the counter restarts at zero. */
  resetsInMs: number
}
