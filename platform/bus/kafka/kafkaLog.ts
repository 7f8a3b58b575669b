import { type LogEntry, logLevel } from 'kafkajs'
import type { Logger } from '../../log/logger.ts'

/** One level lower than in kafkajs, which logs each retried attempt as an error and each rebalance as a warning. */
const levels = {
  [logLevel.NOTHING]: 'trace',
  [logLevel.ERROR]: 'warn',
  [logLevel.WARN]: 'info',
  [logLevel.INFO]: 'debug',
  [logLevel.DEBUG]: 'trace',
} as const

/** Loggers of connection attempts; the bus itself logs outages. */
const CONNECTING = new Set(['Connection', 'RequestQueue', 'BrokerPool'])

/**
 * A warning of kafkajs for each producer with a retry limit: after the last retry the outcome of messages is unknown.
 * Not logged, as `KafkaConnection` replaces a failed producer.
 */
const LIMITED_TRIES = 'Limiting retries for the idempotent producer may invalidate EoS guarantees'

/** Writes kafkajs' log lines to our logger. */
export const kafkaLog =
  (log: Logger) =>
  () =>
  ({ level, namespace, log: line }: LogEntry) => {
    const { message, timestamp, logger, ...details } = line
    const isSaidElsewhere = level === logLevel.ERROR && CONNECTING.has(namespace)
    const ourLevel = isSaidElsewhere || message === LIMITED_TRIES ? 'debug' : levels[level]
    log[ourLevel]({ ...details, component: `${logger}.${namespace}` }, message)
  }

/** The lowest kafkajs level that our logger writes. */
export function kafkaLogLevel(log: Logger): logLevel {
  if (log.isLevelEnabled('trace')) return logLevel.DEBUG
  if (log.isLevelEnabled('debug')) return logLevel.INFO
  return log.isLevelEnabled('info') ? logLevel.WARN : logLevel.ERROR
}
