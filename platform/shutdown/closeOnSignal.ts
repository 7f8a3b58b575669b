import type { Logger } from '../log/logger.ts'

/** One Ctrl-C may arrive twice, from the terminal and handed on by whatever started the process. */
const ONE_KEY_MS = 500

/**
 * Closes the process cleanly on SIGTERM and SIGINT, once; a second signal ends it at once.
 * @param close stops taking work, finishes what is under way and lets go of everything.
 * @param options.timeoutMs how long that may take before the process ends all the same.
 */
export function closeOnSignal(close: () => Promise<void>, options: { log: Logger; timeoutMs?: number }): void {
  const timeoutMs = options.timeoutMs ?? 10_000
  let closingSince: number | undefined
  const onSignal = (signal: NodeJS.Signals) => {
    if (closingSince !== undefined) {
      if (performance.now() - closingSince > ONE_KEY_MS) process.exit(130)
      return
    }
    closingSince = performance.now()
    options.log.info({ signal }, 'closing')
    const timer = setTimeout(() => {
      options.log.error({ timeoutMs }, 'did not close in time')
      process.exit(1)
    }, timeoutMs)
    timer.unref()
    close().then(
      () => {
        options.log.info('closed')
        process.exit(0)
      },
      error => {
        options.log.error({ err: error }, 'closing failed')
        process.exit(1)
      },
    )
  }
  process.on('SIGTERM', onSignal)
  process.on('SIGINT', onSignal)
}
