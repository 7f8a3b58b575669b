/**
 * A point in time as a query without entities gives it.
 * @param value milliseconds from SQLite; from MySQL a text in UTC that does not say so, `2026-01-31 12:00:00.000`.
 */
export const rawDate = (value: number | string): Date =>
  new Date(typeof value === 'number' ? value : `${value.replace(' ', 'T')}Z`)
