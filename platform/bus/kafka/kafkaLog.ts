import { type LogEntry, logLevel } from 'kafkajs'
import type { Logger } from '../../log/logger.ts'

/**
 * One step lower than kafkajs calls them: it takes every failed try for an error, also those that it repeats by itself,
 * and each rebalance for a warning. What it gives up is reported by the bus.
 */
const levels = {
  [logLevel.NOTHING]: 'trace',
  [logLevel.ERROR]: 'warn',
  [logLevel.WARN]: 'info',
  [logLevel.INFO]: 'debug',
  [logLevel.DEBUG]: 'trace',
} as const

/** Writes the lines of kafkajs to our log. */
export const kafkaLog = (log: Logger) => () => (entry: LogEntry) => {
  const { message, timestamp, logger, ...details } = entry.log
  log[levels[entry.level]]({ ...details, component: `${logger}.${entry.namespace}`, at: timestamp }, message)
}

/** The least important lines that are worth making. */
export function kafkaLogLevel(log: Logger): logLevel {
  if (log.isLevelEnabled('trace')) return logLevel.DEBUG
  if (log.isLevelEnabled('debug')) return logLevel.INFO
  return log.isLevelEnabled('info') ? logLevel.WARN : logLevel.ERROR
}
