/** Something that a person can put right; the message says what is wrong and what to do. */
export class ServicesFault extends Error {
  override readonly name = 'ServicesFault'
}

/** What to tell a person about an error of any kind. */
export const messageOf = (error: unknown): string => {
  if (error instanceof ServicesFault) return error.message
  return error instanceof Error ? (error.stack ?? error.message) : String(error)
}
