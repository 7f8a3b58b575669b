/**
 * Rejects on a timeout; the awaited work continues.
 * @param late name of the work, or a factory of the error.
 * @throws on timeout.
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
 * Waits with a timeout, which is no error; the awaited work continues.
 * @throws the rejection of the work before that.
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
