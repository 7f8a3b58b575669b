import { setTimeout as delay } from 'node:timers/promises'

const PATIENCE_MS = 10_000

/** The first value that is there; looks again every few milliseconds. */
export async function eventually<T>(look: () => T | Promise<T>): Promise<NonNullable<T>> {
  const until = performance.now() + PATIENCE_MS
  for (;;) {
    const value = await look()
    if (value !== undefined && value !== null && value !== false) return value
    if (performance.now() > until) throw new Error('it did not come to pass')
    await delay(5)
  }
}
