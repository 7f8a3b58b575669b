/** @throws Error when something has not come after that many milliseconds; it goes on all the same. */
export async function within<T>(ms: number, what: string, something: Promise<T>): Promise<T> {
  const { promise: late, reject } = Promise.withResolvers<never>()
  const timer = setTimeout(() => reject(new Error(`${what} took more than ${ms} ms.`)), ms)
  try {
    return await Promise.race([something, late])
  } finally {
    clearTimeout(timer)
  }
}
