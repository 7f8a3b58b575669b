/** How the time between tries grows. */
export interface BackoffOptions {
  /** Milliseconds after the first failure. */
  baseMs: number
  /** Milliseconds at most, before chance. */
  maxMs: number
  /** The part of the time that is waited lies between these, by chance; all of it when absent. */
  jitter?: readonly [from: number, to: number]
  /** From 0 to 1. */
  random?: () => number
}

/**
 * Milliseconds to wait before the next try: twice as long after each failure.
 * @param failures how many there were before the last one.
 */
export function backoffMs(failures: number, { baseMs, maxMs, jitter, random = Math.random }: BackoffOptions): number {
  const whole = Math.min(baseMs * 2 ** failures, maxMs)
  if (!jitter) return whole
  const [from, to] = jitter
  return whole * (from + (to - from) * random())
}
