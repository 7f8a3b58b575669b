import { waitUntil } from './waitUntil.ts'

/** The first value that is there, by waitUntil, for which it only says what "there" is: neither undefined, null nor false. */
export function eventually<T>(look: () => T | Promise<T>): Promise<NonNullable<T>> {
  return waitUntil(async () => {
    const value = await look()
    if (value === undefined || value === null || value === false) throw new Error('it did not come to pass')
    return value
  })
}
