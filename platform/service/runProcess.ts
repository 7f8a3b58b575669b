import { startupMessage } from '../errors/startupError.ts'
import type { Health } from '../health/health.ts'
import type { Logger } from '../log/logger.ts'
import { closeOnSignal } from './closeOnSignal.ts'
import { closeWithTimeout, errorsIn } from './closing.ts'
import { createShutdownDelay } from './shutdownDelay.ts'

/** A process that does its work. */
export interface Running {
  log: Logger
  /** The health of what balancers send requests to, and how long it tells them that it will end; none when absent. */
  shutdownDelay?: { ms: number; health: Health }
}

/**
 * Runs what a process is there for until a signal ends it, also where it is still being opened.
 *
 * When it cannot be opened, the reason is printed, what was opened is closed again, and the process exits with 1, whatever
 * is still open.
 * @param open opens everything, registering how each part is closed.
 */
export async function runProcess(open: (opened: AsyncDisposableStack) => Promise<Running>): Promise<void> {
  const opened = new AsyncDisposableStack()
  let closing: Promise<void> | undefined
  const close = () => {
    closing ??= opened.disposeAsync()
    return closing
  }
  const signals = closeOnSignal(close)
  try {
    const { log, shutdownDelay } = await open(opened)
    signals.started({ log, shutdownDelay: createShutdownDelay(shutdownDelay) })
  } catch (error) {
    // What is closed while it opens fails, and that is no reason to tell.
    if (signals.isClosing()) return
    process.exitCode = 1
    console.error(startupMessage(error))
    await closeWithTimeout(close()).catch(error => {
      for (const each of errorsIn(error)) console.error('Closing failed:', each)
    })
    process.exit()
  }
}
