import { type LogEntry, logLevel } from 'kafkajs'
import type { Logger } from '../../log/logger.ts'

/**
 * One step lower than kafkajs calls them: it takes every failed try for an error, also those that it repeats by itself,
 * and each rebalance for a warning.
 */
const levels = {
  [logLevel.NOTHING]: 'trace',
  [logLevel.ERROR]: 'warn',
  [logLevel.WARN]: 'info',
  [logLevel.INFO]: 'debug',
  [logLevel.DEBUG]: 'trace',
} as const

/** Parts that tell of each try to reach a broker; the bus itself tells when it is away. */
const CONNECTING = new Set(['Connection', 'RequestQueue', 'BrokerPool'])

/**
 * What kafkajs says of each producer with a limit of tries: one that gave up does not know what became of its messages.
 * It is no news here, as the connection puts another producer in the place of one that failed.
 */
const LIMITED_TRIES = 'Limiting retries for the idempotent producer may invalidate EoS guarantees'

/** Writes the lines of kafkajs to our log. */
export const kafkaLog =
  (log: Logger) =>
  () =>
  ({ level, namespace, log: line }: LogEntry) => {
    const { message, timestamp, logger, ...details } = line
    const isSaidElsewhere = level === logLevel.ERROR && CONNECTING.has(namespace)
    const ourLevel = isSaidElsewhere || message === LIMITED_TRIES ? 'debug' : levels[level]
    log[ourLevel]({ ...details, component: `${logger}.${namespace}` }, message)
  }

/** The least important lines that are worth making. */
export function kafkaLogLevel(log: Logger): logLevel {
  if (log.isLevelEnabled('trace')) return logLevel.DEBUG
  if (log.isLevelEnabled('debug')) return logLevel.INFO
  return log.isLevelEnabled('info') ? logLevel.WARN : logLevel.ERROR
}
