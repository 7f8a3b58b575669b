import type { Logger } from '@atelier/platform/log/logger.ts'
import { closeAll } from '@atelier/platform/service/closing.ts'

/** Closes a stream's resources. Its reader has left already, so a failure is only logged. */
export function closeWatch(opened: AsyncDisposableStack, log: Logger): void {
  const logError = (error: unknown) => log.warn({ err: error }, 'subscription not cleaned up')
  closeAll(opened, logError).catch(logError)
}
