import { setTimeout as delay } from 'node:timers/promises'

/** Long enough for a machine that has much else to do, and less than a test may take. */
const DEFAULT_TIMEOUT_MS = 20_000
/** A look that fails is followed by the next after a pause that grows from one to the other: 4 looks a second at last. */
const FIRST_PAUSE_MS = 5
const MAX_PAUSE_MS = 250

/** An error that says when to try again, such as that of a limit which was met. */
interface Retryable {
  retryAfterMs: number
}

/**
 * What `look` gives, as soon as it no longer throws. For states that nobody tells of; where there is a subscription or an
 * event, wait for that. It looks seldom enough to stay within the limits on callers, and heeds an error's `retryAfterMs`.
 * @param look fails by an assertion or in any other way for as long as it is not so.
 * @param options.timeoutMs a guard against waiting for ever: no statement about how long it takes.
 * @throws what `look` threw last.
 */
export async function waitUntil<T>(
  look: () => T | Promise<T>,
  { timeoutMs = DEFAULT_TIMEOUT_MS }: { timeoutMs?: number } = {},
): Promise<T> {
  const giveUpAt = performance.now() + timeoutMs
  for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(pauseMs * 2, MAX_PAUSE_MS)) {
    try {
      return await look()
    } catch (error) {
      const waitMs = isRetryable(error) ? Math.max(error.retryAfterMs, pauseMs) : pauseMs
      if (performance.now() + waitMs > giveUpAt) throw error
      await delay(waitMs)
    }
  }
}

const isRetryable = (error: unknown): error is Retryable =>
  error instanceof Error && 'retryAfterMs' in error && typeof error.retryAfterMs === 'number'
