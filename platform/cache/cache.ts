/**
 * A cache shared by the replicas of a service, and the small atomic things that live beside it.
 *
 * Values are JSON and copied both ways, so a caller may change what it gave or got. Values, counters and locks have
 * names of their own: the same key can be one of each. Everything in it can be lost at any time; nothing is kept here
 * only.
 */
export interface Cache {
  /** The value, or `undefined` when there is none or its time has passed. */
  get<T>(key: string): Promise<T | undefined>
  /**
   * A time to live of zero or less has passed already: the key is forgotten.
   * @throws TypeError for what JSON has no text for, such as `undefined`.
   */
  set(key: string, value: unknown, options: { ttlMs: number }): Promise<void>
  /** Forgets the values and the counters of these keys; a lock can only be given back by whoever has it. */
  delete(...keys: string[]): Promise<void>
  /**
   * Adds one to a counter and tells its new value, atomically.
   * The time to live starts with the first count and is not prolonged by later ones: a fixed window.
   */
  increment(key: string, options: { ttlMs: number }): Promise<Count>
  /**
   * Takes a lock for at most `ttlMs`.
   * @returns a function that gives it back (only if it is still one's own), or `undefined` when somebody else has it.
   */
  lock(key: string, options: { ttlMs: number }): Promise<(() => Promise<void>) | undefined>
  /**
   * Hears each time that the cache is back after it was away: what it held may be gone, and what it was to be told
   * meanwhile it does not know.
   * @returns a function that stops it.
   */
  onReturn(listener: () => void): () => void
  close(): Promise<void>
}

/** A counter after one was added. */
export interface Count {
  value: number
  /** Milliseconds until the window ends and the counter starts again at zero. */
  resetsInMs: number
}
