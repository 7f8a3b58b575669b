import type { Logger } from '@atelier/platform/log/logger.ts'
import { closeAll } from '@atelier/platform/service/closing.ts'

/** Closes what a stream listened to. Its reader has left already, so whatever fails is only logged. */
export function closeWatch(opened: AsyncDisposableStack, log: Logger): void {
  const logError = (error: unknown) => log.warn({ err: error }, 'subscription not cleaned up')
  closeAll(opened, logError).catch(logError)
}
