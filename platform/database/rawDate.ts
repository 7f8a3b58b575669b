/**
 * A date from a query without entities.
 * @param value milliseconds from SQLite; from MySQL a UTC text without a zone, `2026-01-31 12:00:00.000`.
 */
export const rawDate = (value: number | string): Date =>
  new Date(typeof value === 'number' ? value : `${value.replace(' ', 'T')}Z`)
