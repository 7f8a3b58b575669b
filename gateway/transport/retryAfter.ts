/**
 * Parses a `Retry-After` header: seconds, or a date.
 * @param now epoch milliseconds.
 * @returns milliseconds, 0 when it is absent or invalid.
 */
export function retryAfterMs(header: string | undefined, now: number): number {
  if (header === undefined) return 0
  const ms = /^\d+$/.test(header) ? Number(header) * 1_000 : Date.parse(header) - now
  return Math.max(ms || 0, 0)
}
