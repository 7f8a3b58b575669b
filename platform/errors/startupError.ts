/** Why a process cannot start, in words for whoever starts it: they see the message alone, without a stack. */
export class StartupError extends Error {
  override readonly name: string = 'StartupError'
}

/** A fault of the system, such as a file that may not be read: its message names the file and the reason. */
const isOfSystem = (error: unknown): error is Error => error instanceof Error && 'syscall' in error

/** What whoever starts a process is told of an error: one sentence, or all there is where the fault is ours. */
export function startupMessage(error: unknown): unknown {
  if (error instanceof StartupError) return error.message
  return isOfSystem(error) ? `Atelier cannot start: ${error.message}. Mend that and start it again.` : error
}
