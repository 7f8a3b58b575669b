import type { Redis } from 'ioredis'
import type { Logger } from '../log/logger.ts'

/**
 * Logs when a client loses Redis and when it has it back. It may try to connect for hours: each reason is logged once
 * in an outage.
 */
export function logOutages(client: Redis, log: Logger): void {
  const reasons = new Set<string>()

  function tell(reason: string, error?: Error): void {
    if (reasons.has(reason)) return
    reasons.add(reason)
    log.warn({ err: error }, 'Redis unavailable, retrying')
  }

  client.on('error', (error: Error & { code?: string }) => tell(error.code ?? error.message, error))
  client.on('reconnecting', () => {
    if (reasons.size === 0) tell('the connection ended')
  })
  client.on('ready', () => {
    if (reasons.size > 0) log.info('Redis available again')
    reasons.clear()
  })
}
