/** Waits for something, but no longer than that; whether it came is for the caller to see. */
export async function within(ms: number, something: Promise<unknown>): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>()
  const timer = setTimeout(resolve, ms)
  await Promise.race([something, promise])
  clearTimeout(timer)
}
