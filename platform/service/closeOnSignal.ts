import type { Logger } from '../log/logger.ts'
import { closeWithTimeout, errorsIn } from './closing.ts'
import { createShutdownDelay, type ShutdownDelay } from './shutdownDelay.ts'

/** One Ctrl-C may arrive twice, from the terminal and forwarded by the parent process. */
const ONE_KEY_MS = 500

export interface SignalListener {
  /** Sets the logger and shutdown delay; before that, a signal closes at once and unlogged. */
  started(running: { log: Logger; shutdownDelay: ShutdownDelay }): void
  /** Whether a signal has arrived. */
  isClosing(): boolean
}

/**
 * Closes the process gracefully on SIGTERM and SIGINT, once. A second signal skips the shutdown delay, or ends a
 * process that is closing already.
 * @param close stops new work, finishes running work and closes everything opened so far.
 */
export function closeOnSignal(close: () => Promise<void>): SignalListener {
  let log: Logger | undefined
  let shutdownDelay = createShutdownDelay()
  let receivedAt: number | undefined
  let isClosing = false

  async function closeAndExit(): Promise<never> {
    isClosing = true
    log?.info('closing')
    try {
      await closeWithTimeout(close())
      log?.info('closed')
    } catch (error) {
      process.exitCode = 1
      for (const each of errorsIn(error)) {
        if (log) log.error({ err: each }, 'closing failed')
        else console.error('Closing failed:', each)
      }
    }
    // Whatever is still open does not keep the process alive.
    process.exit()
  }

  const onSignal = (signal: NodeJS.Signals) => {
    const now = performance.now()
    if (receivedAt !== undefined && now - receivedAt <= ONE_KEY_MS) return
    const isFirst = receivedAt === undefined
    receivedAt = now
    if (isFirst) {
      log?.info({ signal, delayMs: shutdownDelay.ms }, 'received signal, shutting down')
      void shutdownDelay.wait().then(closeAndExit)
    } else if (isClosing) process.exit(130)
    else shutdownDelay.end()
  }
  process.on('SIGTERM', onSignal)
  process.on('SIGINT', onSignal)

  return {
    started(running) {
      log = running.log
      shutdownDelay = running.shutdownDelay
    },
    isClosing: () => isClosing,
  }
}
