/**
 * Reads a `Retry-After` header: seconds, or a date.
 * @param now milliseconds of the system's time.
 * @returns milliseconds, 0 where nothing can be read.
 */
export function retryAfterMs(header: string | undefined, now: number): number {
  if (header === undefined) return 0
  const ms = /^\d+$/.test(header) ? Number(header) * 1_000 : Date.parse(header) - now
  return Math.max(ms || 0, 0)
}
