import { startupMessage } from '../errors/startupError.ts'
import type { Health } from '../health/health.ts'
import type { Logger } from '../log/logger.ts'
import { closeOnSignal } from './closeOnSignal.ts'
import { closeWithTimeout, errorsIn } from './closing.ts'
import { createShutdownDelay } from './shutdownDelay.ts'

/** A running process. */
export interface Running {
  log: Logger
  /** Readiness for load balancers, and the shutdown delay; none when absent. */
  shutdownDelay?: { ms: number; health: Health }
}

/**
 * Runs a process until a signal, which may also arrive while it opens.
 *
 * On a startup error, the reason is printed, opened parts are closed, and the process exits with 1, whatever is still
 * open.
 * @param open opens everything, deferring the close of each part.
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
    // Errors of parts that are closed while opening are not reported.
    if (signals.isClosing()) return
    process.exitCode = 1
    console.error(startupMessage(error))
    await closeWithTimeout(close()).catch(error => {
      for (const each of errorsIn(error)) console.error('Closing failed:', each)
    })
    process.exit()
  }
}
