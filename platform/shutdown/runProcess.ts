import { StartupFault } from '../errors/startupFault.ts'
import type { Logger } from '../log/logger.ts'
import { closeOnSignal } from './closeOnSignal.ts'
import { createClosers, type OnClose } from './closers.ts'

/**
 * Runs what a process is there for until a signal ends it.
 *
 * When it cannot be opened, what was opened is closed again, the reason is printed and the process exits with 1.
 * @param open opens everything, registering how each part is closed; gives the log of the process.
 */
export async function runProcess(open: (onClose: OnClose) => Promise<Logger>): Promise<void> {
  const closers = createClosers()
  try {
    const log = await open(closers.add)
    closeOnSignal(closers.close, { log })
  } catch (error) {
    await closers.close()
    console.error(error instanceof StartupFault ? error.message : error)
    process.exitCode = 1
  }
}
