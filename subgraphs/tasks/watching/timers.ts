import type { Logger } from '@atelier/platform/log/logger.ts'

/**
 * Runs work again and again, never twice at once, until the function it gives is called.
 * Work that fails is logged and tried at the next turn.
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
