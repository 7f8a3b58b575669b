import { within as inTime } from '../../time/within.ts'

/** @throws Error when something has not come after that many milliseconds; it goes on all the same. */
export const within = <T>(ms: number, what: string, something: Promise<T>): Promise<T> =>
  inTime(ms, something, () => new Error(`${what} took more than ${ms} ms.`))
