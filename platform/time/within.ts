/**
 * What comes within so many milliseconds; it goes on all the same when it is late.
 * @throws what `late` makes when it has not come by then.
 */
export async function within<T>(ms: number, coming: Promise<T>, late: () => Error): Promise<T> {
  const { promise: tooLate, reject } = Promise.withResolvers<never>()
  const timer = setTimeout(() => reject(late()), ms)
  try {
    return await Promise.race([coming, tooLate])
  } finally {
    clearTimeout(timer)
  }
}
