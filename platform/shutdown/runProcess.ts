import { startupMessage } from '../errors/startupFault.ts'
import type { Health } from '../health/health.ts'
import type { Logger } from '../log/logger.ts'
import { closeOnSignal } from './closeOnSignal.ts'
import { createClosers, type OnClose } from './closers.ts'
import { newNotice } from './notice.ts'

/** A process that does its work. */
export interface Running {
  log: Logger
  /** The health of what balancers send requests to, and how long it tells them that it will end; none when absent. */
  notice?: { ms: number; health: Health }
}

/**
 * Runs what a process is there for until a signal ends it, also where it is still being opened.
 *
 * When it cannot be opened, what was opened is closed again, the reason is printed and the process exits with 1.
 * @param open opens everything, registering how each part is closed.
 */
export async function runProcess(open: (onClose: OnClose) => Promise<Running>): Promise<void> {
  const closers = createClosers()
  const signals = closeOnSignal(closers.close)
  try {
    const { log, notice } = await open(closers.add)
    signals.started({ log, notice: newNotice(notice) })
  } catch (error) {
    // What is closed while it opens fails, and that is no reason to tell.
    if (signals.isClosing()) return
    // The reason why it cannot start counts, whatever becomes of the rest.
    await closers.close().catch(() => undefined)
    console.error(startupMessage(error))
    process.exitCode = 1
  }
}
