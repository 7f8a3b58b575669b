import type { Logger } from '../log/logger.ts'
import { type Notice, newNotice } from './notice.ts'

/** One Ctrl-C may arrive twice, from the terminal and handed on by whatever started the process. */
const ONE_KEY_MS = 500

/** How closing goes. */
export interface Farewell {
  log: Logger
  /** What goes before closing. */
  notice: Notice
}

export interface SignalListener {
  /** Tells how to close from now on; before that, a signal closes at once and nothing is logged. */
  started(farewell: Farewell): void
  /** Whether a signal has ended the process's work. */
  isClosing(): boolean
}

/**
 * Closes the process cleanly on SIGTERM and SIGINT, once. A second signal ends the notice, or the process where it is
 * closing already.
 * @param close stops taking work, finishes what is under way and lets go of everything that was opened so far.
 * @param timeoutMs how long closing may take before the process ends all the same.
 */
export function closeOnSignal(close: () => Promise<void>, timeoutMs = 10_000): SignalListener {
  let log: Logger | undefined
  let notice = newNotice()
  let heardAt: number | undefined
  let isClosing = false

  function closeNow(): void {
    isClosing = true
    log?.info('closing')
    const timer = setTimeout(() => {
      log?.error({ timeoutMs }, 'did not close in time')
      process.exit(1)
    }, timeoutMs)
    timer.unref()
    close().then(
      () => {
        log?.info('closed')
        process.exit(0)
      },
      error => {
        log?.error({ err: error }, 'closing failed')
        process.exit(1)
      },
    )
  }

  const onSignal = (signal: NodeJS.Signals) => {
    const now = performance.now()
    if (heardAt !== undefined && now - heardAt <= ONE_KEY_MS) return
    const isFirst = heardAt === undefined
    heardAt = now
    if (isFirst) {
      log?.info({ signal, noticeMs: notice.ms }, 'told to end')
      void notice.give().then(closeNow)
    } else if (isClosing) process.exit(130)
    else notice.end()
  }
  process.on('SIGTERM', onSignal)
  process.on('SIGINT', onSignal)

  return {
    started(farewell) {
      log = farewell.log
      notice = farewell.notice
    },
    isClosing: () => isClosing,
  }
}
