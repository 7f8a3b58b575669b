import type { Logger } from '../log/logger.ts'
import { type Notice, newNotice } from './notice.ts'

/** One Ctrl-C may arrive twice, from the terminal and handed on by whatever started the process. */
const ONE_KEY_MS = 500

export interface CloseOptions {
  log: Logger
  /** What goes before closing; nothing when absent. */
  notice?: Notice
  /** How long closing may take before the process ends all the same. */
  timeoutMs?: number
}

/**
 * Closes the process cleanly on SIGTERM and SIGINT, once. A second signal ends the notice, or the process where it is
 * closing already.
 * @param close stops taking work, finishes what is under way and lets go of everything.
 */
export function closeOnSignal(close: () => Promise<void>, options: CloseOptions): void {
  const { log, notice = newNotice(), timeoutMs = 10_000 } = options
  let heardAt: number | undefined
  let isClosing = false

  function closeNow(): void {
    isClosing = true
    log.info('closing')
    const timer = setTimeout(() => {
      log.error({ timeoutMs }, 'did not close in time')
      process.exit(1)
    }, timeoutMs)
    timer.unref()
    close().then(
      () => {
        log.info('closed')
        process.exit(0)
      },
      error => {
        log.error({ err: error }, 'closing failed')
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
      log.info({ signal, noticeMs: notice.ms }, 'told to end')
      void notice.give().then(closeNow)
    } else if (isClosing) process.exit(130)
    else notice.end()
  }
  process.on('SIGTERM', onSignal)
  process.on('SIGINT', onSignal)
}
