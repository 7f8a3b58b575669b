/** An exponential backoff. */
export interface BackoffOptions {
  /** Milliseconds after the first failure. */
  baseMs: number
  /** Maximum milliseconds, before jitter. */
  maxMs: number
  /** Range of the random factor; 1 when absent. */
  jitter?: readonly [from: number, to: number]
  /** From 0 to 1. */
  random?: () => number
}

/**
 * Milliseconds before the next attempt, doubled after each failure.
 * @param failures before the last one.
 */
export function backoffMs(failures: number, { baseMs, maxMs, jitter, random = Math.random }: BackoffOptions): number {
  const whole = Math.min(baseMs * 2 ** failures, maxMs)
  if (!jitter) return whole
  const [from, to] = jitter
  return whole * (from + (to - from) * random())
}
