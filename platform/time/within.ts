/**
 * What comes within so many milliseconds; it goes on all the same when it is late.
 * @param late names what is waited for, or makes the error.
 * @throws when it has not come by then.
 */
export async function within<T>(ms: number, coming: Promise<T>, late: string | (() => Error)): Promise<T> {
  const { promise: tooLate, reject } = Promise.withResolvers<never>()
  const timer = setTimeout(() => {
    reject(typeof late === 'string' ? new Error(`${late} took more than ${ms} ms.`) : late())
  }, ms)
  try {
    return await Promise.race([coming, tooLate])
  } finally {
    clearTimeout(timer)
  }
}

/**
 * Waits for something, but no longer than that; it goes on all the same, and whether it came is for the caller to see.
 * @throws what it rejects with until then.
 */
export async function atMost(ms: number, coming: Promise<unknown>): Promise<void> {
  const { promise: late, resolve } = Promise.withResolvers<void>()
  const timer = setTimeout(resolve, ms)
  try {
    await Promise.race([coming, late])
  } finally {
    clearTimeout(timer)
  }
}
