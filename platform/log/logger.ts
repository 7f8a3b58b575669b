import { type DestinationStream, type Logger, pino } from 'pino'
import pretty from 'pino-pretty'
import { boundRepeats, type RepeatLimits } from './repeats.ts'

export type { Logger } from 'pino'

/**
 * Paths redacted from log lines, at any depth that our code logs. An error of Redis holds the command's arguments, one
 * of which is the password when AUTH fails.
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
 * A JSON logger; readable lines on a terminal.
 * @param options.destination output stream; standard output when absent.
 */
export function createLogger(options: {
  name: string
  level: string
  destination?: DestinationStream
  pretty?: boolean
  /** Limits repeated lines that callers can cause; all are written when absent. */
  repeats?: RepeatLimits
}): Logger {
  const destination =
    options.destination ??
    // Lines are written synchronously: an asynchronous write at exit is retried without end when the pipe has no
    // reader.
    (options.pretty ? pretty({ ignore: 'pid,hostname', sync: true }) : pino.destination({ dest: 1, sync: true }))
  const repeats = options.repeats && boundRepeats(options.repeats)
  // However the process ends, and after the last line.
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
