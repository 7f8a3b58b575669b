/** Something that a person can put right; the message says what is wrong and what to do. */
export class DevServersError extends Error {
  override readonly name = 'DevServersError'
}

/** What to tell a person about an error of any kind. */
export const messageOf = (error: unknown): string => {
  if (error instanceof DevServersError) return error.message
  return error instanceof Error ? (error.stack ?? error.message) : String(error)
}
