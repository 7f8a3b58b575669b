import type { Redis } from 'ioredis'
import type { Logger } from '../log/logger.ts'

/**
 * Logs when Redis becomes unavailable and available again. Reconnecting may take hours: each reason is logged once per
 * outage.
 */
export function logOutages(client: Redis, log: Logger): void {
  const reasons = new Set<string>()

  function logOnce(reason: string, error?: Error): void {
    if (reasons.has(reason)) return
    reasons.add(reason)
    log.warn(error ? { err: error } : { reason }, 'Redis unavailable, retrying')
  }

  client.on('error', (error: Error & { code?: string }) => logOnce(error.code ?? error.message, error))
  client.on('reconnecting', () => {
    if (reasons.size === 0) logOnce('the connection ended')
  })
  client.on('ready', () => {
    if (reasons.size > 0) log.info('Redis available again')
    reasons.clear()
  })
}
