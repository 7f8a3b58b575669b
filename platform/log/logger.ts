import { type DestinationStream, type Logger, pino } from 'pino'
import pretty from 'pino-pretty'
import { boundRepeats, type RepeatLimits } from './repeats.ts'

export type { Logger } from 'pino'

/**
 * Paths that never reach a log line, at any depth that our code logs. An error of Redis tells what was asked with its
 * arguments, one of which is the password when that is refused.
 */
const SECRETS = [
  'password',
  'token',
  'accessToken',
  'refreshToken',
  'authorization',
  'cookie',
  'secret',
  'command.args',
]

/**
 * A JSON logger, readable lines on a terminal.
 * @param options.destination where lines go; standard output when absent.
 */
export function createLogger(options: {
  name: string
  level: string
  destination?: DestinationStream
  pretty?: boolean
  /** Bounds lines that callers can cause at will; all are written when absent. */
  repeats?: RepeatLimits
}): Logger {
  const destination =
    options.destination ??
    // Lines are written at once: what waits for its turn when the process exits is tried for ever when nobody reads.
    (options.pretty ? pretty({ ignore: 'pid,hostname', sync: true }) : pino.destination({ dest: 1, sync: true }))
  const repeats = options.repeats && boundRepeats(options.repeats)
  // However it ends, and after the last line that anybody writes.
  if (repeats) process.once('exit', repeats.flush)
  return pino(
    {
      ...(repeats && { hooks: { logMethod: repeats.logMethod } }),
      name: options.name,
      level: options.level,
      redact: { paths: SECRETS.flatMap(name => [name, `*.${name}`, `*.*.${name}`]), censor: '[redacted]' },
    },
    destination,
  )
}
