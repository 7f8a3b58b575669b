import type { Logger } from '@atelier/platform/log/logger.ts'

/**
 * Runs work at an interval, never concurrently, until the returned function is called.
 * Failed work is logged and retried at the next interval.
 */
export function every(ms: number, work: () => Promise<void>, log: Logger): () => void {
  let busy = false
  const timer = setInterval(() => {
    if (busy) return
    busy = true
    work()
      .catch(error => log.warn({ err: error }, 'subscription poll failed, retrying'))
      .finally(() => {
        busy = false
      })
  }, ms)
  timer.unref()
  return () => clearInterval(timer)
}
