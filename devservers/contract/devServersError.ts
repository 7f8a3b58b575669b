/** An error that the user can fix; the message says what is wrong and what to do. */
export class DevServersError extends Error {
  override readonly name = 'DevServersError'
}

/** The text of any error for the user. */
export const messageOf = (error: unknown): string => {
  if (error instanceof DevServersError) return error.message
  return error instanceof Error ? (error.stack ?? error.message) : String(error)
}
