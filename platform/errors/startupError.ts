/** The reason why a process cannot start: its message is printed to the operator without a stack. */
export class StartupError extends Error {
  override readonly name: string = 'StartupError'
}

/** An error of the system, such as a file without permission: its message names the file and the reason. */
const isOfSystem = (error: unknown): error is Error => error instanceof Error && 'syscall' in error

/** What is printed of a startup error: one sentence, or the whole error for a bug of ours. */
export function startupMessage(error: unknown): unknown {
  if (error instanceof StartupError) return error.message
  return isOfSystem(error) ? `Atelier cannot start: ${error.message}. Correct this and start it again.` : error
}
